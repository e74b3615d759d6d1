/** Reads a saved page, by the same gallery handler as a crawl's pages, and without any network. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { toAttemptError } from '../../http/index.ts';
import {
  createGalleryHandler,
  createScope,
  type DeclaredKind,
  dropPage,
  holdPage,
  startPage,
  withPage,
} from '../../gallery/index.ts';
import type { LeasedGallery } from '../../model.ts';
import { DEFAULT_TOKENS } from '../../robots/index.ts';
import { pageRules } from '../page-rules.ts';
import type { Reading, ReadingParts, WhileOpen } from './reading.ts';

/** @param url where the file was saved from */
export async function readFile<T>(
  file: string,
  url: string,
  { config, extensions, signal }: ReadingParts,
  whileOpen: WhileOpen<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const reading: Reading = { warnings: [] };
  const page: LeasedGallery = { ...startPage(url), id: 1, tries: 0, addedAt: Date.now() };
  const warn = (code: string, message: string): void =>
    void reading.warnings.push({ code, message });
  const handle = createGalleryHandler(
    {
      scope: createScope({ ...config, start: [url] }),
      maxDepth: config.depth,
      barrenLimit: config.barrenLimit,
      keepAll: config.all,
    },
    {
      leaseOf: () => page,
      decide: () => undefined,
      extract: pageRules({ config, extensions, warn }).extract,
      countUnknown: (requests) => Promise.resolve(requests.length),
      warn,
      // What the page itself says of robots counts; robots.txt is not asked for.
      robots: config.robots
        ? { mayFetch: () => Promise.resolve(true), tokens: DEFAULT_TOKENS }
        : undefined,
      observe: (seen) => (reading.seen = seen),
    },
  );
  const request = {};
  try {
    const answer = { page, finalUrl: url, asked: true, ...typeOf(file), headers: {} };
    await holdPage(request, createReadStream(file), answer);
    await withPage(request, (body) => handle({ request, body }));
  } catch (error) {
    const { code, message } = toAttemptError(error);
    reading.failure = { code, message };
  } finally {
    dropPage(request);
  }
  signal?.throwIfAborted();
  return whileOpen(reading, undefined);
}

/** As a server would say, by the file's name; what it is in truth, its content tells. */
function typeOf(file: string): { type: string; declared: DeclaredKind } {
  const extension = extname(file).toLowerCase();
  if (/^\.(?:xhtml|xht)$/.test(extension))
    return { type: 'application/xhtml+xml', declared: 'html' };
  if (extension === '.txt') return { type: 'text/plain', declared: 'text' };
  return { type: 'text/html', declared: 'html' };
}
