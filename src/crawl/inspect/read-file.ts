/** Reads a saved page, by the same gallery handler as a crawl's pages, and without any network. */
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { toAttemptError } from '../../http/index.ts';
import { extractDocument } from '../../extract/index.ts';
import {
  createGalleryHandler,
  createScope,
  dropPage,
  holdPage,
  startPage,
  withPage,
} from '../../gallery/index.ts';
import type { LeasedGallery } from '../../model.ts';
import { DEFAULT_TOKENS } from '../../robots/index.ts';
import type { Reading, ReadingParts, WhileOpen } from './reading.ts';

/** @param url where the file was saved from */
export async function readFile<T>(
  file: string,
  url: string,
  { config, signal }: ReadingParts,
  whileOpen: WhileOpen<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const reading: Reading = { warnings: [] };
  const page: LeasedGallery = { ...startPage(url), id: 1, tries: 0, addedAt: Date.now() };
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
      extract: extractDocument,
      countUnknown: (requests) => Promise.resolve(requests.length),
      warn: (code, message) => void reading.warnings.push({ code, message }),
      // What the page itself says of robots counts; robots.txt is not asked for.
      robots: config.robots
        ? { mayFetch: () => Promise.resolve(true), tokens: DEFAULT_TOKENS }
        : undefined,
      observe: (seen) => (reading.seen = seen),
    },
  );
  const request = {};
  try {
    await holdPage(request, createReadStream(file), typeOf(file));
    await withPage(request, (read) => handle({ request, ...read }));
  } catch (error) {
    const { code, message } = toAttemptError(error);
    reading.failure = { code, message };
  } finally {
    dropPage(request);
  }
  signal?.throwIfAborted();
  return whileOpen(reading, undefined);
}

function typeOf(file: string): string {
  return /^\.(?:xhtml|xht)$/i.test(extname(file)) ? 'application/xhtml+xml' : 'text/html';
}
