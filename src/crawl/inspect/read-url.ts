/** Reads one page as a crawl does: by a crawl of its own, of this page alone, that leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRequest } from '../../gallery/start-request.ts';
import { compileTemplate, createDiskSink } from '../../output/index.ts';
import { CrawlEmitter } from '../../progress/index.ts';
import { installedBrowser } from '../../render/index.ts';
import { openSqliteStore } from '../../store/sqlite/index.ts';
import { createAsking } from '../asking.ts';
import { handleRequests } from '../handle-requests.ts';
import type { Limits } from '../limits.ts';
import type { Parts } from '../parts.ts';
import { readSecrets, signInTo, takePasswords } from '../sign-in.ts';
import { createStopper, type Stopper } from '../stopper.ts';
import type { Reading, ReadingParts, WhileOpen } from './reading.ts';

const NAME = 'inspect';

/** @throws CrawlError when there is no room for the state of the crawl; the signal's reason */
export async function readUrl<T>(
  given: string,
  { config, extensions, log, signal }: ReadingParts,
  whileOpen: WhileOpen<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const { start, passwords } = takePasswords([given]);
  const [url = given] = start;
  const signIn = signInTo(start, await readSecrets(config, passwords));
  const request = startRequest(url);
  const folder = await mkdtemp(join(tmpdir(), 'pixhaul-inspect-'));
  const stopper = createStopper(() => undefined);
  const onAbort = (): void => {
    stopper.stop(0);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const asking = createAsking(config, [url], signIn, stopper.signal);
  try {
    const reading: Reading =
      request.kind === 'image'
        ? { picture: true, warnings: [] }
        : await crawlPage(url, folder, { config, extensions, log, stopper, asking });
    signal?.throwIfAborted();
    const result = await whileOpen(reading, asking.robots);
    signal?.throwIfAborted();
    return result;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stopper.close();
    asking.client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Surroundings extends Pick<ReadingParts, 'config' | 'extensions' | 'log'> {
  stopper: Stopper;
  asking: ReturnType<typeof createAsking>;
}

async function crawlPage(
  url: string,
  folder: string,
  { config, extensions, log, stopper, asking }: Surroundings,
): Promise<Reading> {
  const events = new CrawlEmitter(log);
  const reading: Reading = { warnings: [] };
  const limits = onePage();
  watch(events, reading);
  const store = await openSqliteStore({ folder, name: NAME });
  try {
    await store.add([startRequest(url)]);
    const parts: Parts = {
      ...{ name: NAME, options: {}, extensions, config, store, events, stopper, log },
      template: compileTemplate(config.filename),
      // Nothing is ever saved.
      sink: createDiskSink(folder),
      destinationMade: false,
      decoder: undefined,
      browser: config.render === 'never' ? undefined : await installedBrowser(config.browser),
      observePage: (seen) => (reading.seen = seen),
    };
    await handleRequests(parts, asking, limits, [url], () => undefined);
  } finally {
    await store.close();
  }
  return reading;
}

/** Whatever the page offers stays in the queue. */
function onePage(): Limits {
  let read = false;
  return {
    kinds: ({ gallery }) => (read || gallery > 0 ? [] : ['gallery']),
    settled: (_request, { state }) => {
      if (state !== 'retry') read = true;
    },
    reached: () => undefined,
  };
}

function watch(events: CrawlEmitter, reading: Reading): void {
  events.on('warning', (warning) => reading.warnings.push(warning));
  events.on('failed', ({ attempt: { code, message, status } }) => {
    reading.failure = { code, message, ...(status === undefined ? {} : { status }) };
  });
  events.on('skipped', ({ rule }) => {
    if (rule === 'not_html') reading.picture = true;
    else reading.failure = { code: rule, message: `a crawl would skip the page: ${rule}` };
  });
}
