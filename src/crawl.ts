/** Wires a crawl together and runs it: the only place that constructs the parts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, type CrawlConfig, type CrawlOptions } from './config/index.ts';
import { askEarly, createAsking } from './crawl/asking.ts';
import { handleRequests } from './crawl/handle-requests.ts';
import { EXTENSIONS, splitExtensions, type CrawlExtensions } from './crawl/extensions.ts';
import { createLimits } from './crawl/limits.ts';
import { jsonPathOf } from './crawl/json-path.ts';
import { crawlName } from './crawl/name.ts';
import { openCrawl } from './crawl/open.ts';
import { startObservers } from './crawl/observers.ts';
import type { Parts } from './crawl/parts.ts';
import { reportAdded } from './crawl/report.ts';
import { readSecrets, signInTo, takePasswords, type Secrets } from './crawl/sign-in.ts';
import { sitemapRequests } from './crawl/sitemaps.ts';
import { createStopper } from './crawl/stopper.ts';
import { createDecoder } from './decode/index.ts';
import { CrawlError } from './errors.ts';
// Not the room's index: reading pages is loaded later.
import { startRequest } from './gallery/start-request.ts';
import { redactUrl } from './http/index.ts';
import { silentLog, type Log } from './log.ts';
import type { Counts } from './model.ts';
import { compileTemplate, createDiskSink } from './output/index.ts';
import {
  CrawlEmitter,
  eventStream,
  type CrawlEvent,
  type CrawlEventName,
  type CrawlEvents,
} from './progress/index.ts';
import { installedBrowser } from './render/index.ts';
import type { FailureFilter, Suspect } from './store/contract.ts';
import { openSqliteStore, STATE_FILE } from './store/sqlite/index.ts';
import { SUSPICIOUS_URLS } from './store/status.ts';

/** For whoever shows URLs: without credentials and tokens. */
export { redactUrl };

/** The options of a crawl, and what a program adds to it of its own. */
export type CrawlSettings = CrawlOptions & CrawlExtensions;

export interface CrawlSurroundings {
  /** Default: silent. */
  log?: Log;
  /** Where options with an environment variable look for it. Default: none. */
  environment?: Record<string, string | undefined>;
}

export interface RunOptions {
  /** Puts failed requests back first: all, or those of a code or a host. */
  retry?: FailureFilter;
}

export interface CrawlResult {
  name: string;
  /** `limit`: stopped by `pageLimit` or `maxDownloads` with requests still waiting. */
  reason: 'done' | 'interrupted' | 'limit';
  /** Totals of the crawl, earlier runs included. */
  counts: Counts;
  /** Failed requests by code, most frequent first. */
  failures: { code: string; count: number }[];
  /** Skipped requests by rule, most frequent first. */
  skips: { rule: string; count: number }[];
  /** Saved pictures that are another rendition, as the original could not be had. */
  nextBest: number;
  /** The same bytes from at least 5 URLs, most frequent first, at most 10: placeholders, most often. */
  suspects: Suspect[];
  durationMs: number;
  /** Whether an earlier run had begun this crawl. */
  resumed: boolean;
}

export interface Crawl {
  readonly name: string;
  readonly config: CrawlConfig;
  /** Observes the crawl; the returned function ends it. */
  on<E extends CrawlEventName>(event: E, listener: (event: CrawlEvents[E]) => void): () => void;
  /**
   * All events from now on, to be read with `for await`; ends with the run. Nothing waits for the reader: at most 10,000
   * events do, then the oldest are dropped (`{ type: 'dropped', count }`).
   */
  events(): AsyncGenerator<CrawlEvent, void, undefined>;
  /**
   * Runs until nothing is left to do, a limit is reached, or `stop` is called. Can be called once.
   * @throws CrawlError when the crawl cannot begin or go on; what was saved stays saved.
   */
  run(options?: RunOptions): Promise<CrawlResult>;
  /**
   * Ends the run early. Transfers under way may finish for `graceMs` (default 5,000 ms); then they are ended and put
   * back. Called a second time, it ends them at once.
   */
  stop(options?: { graceMs?: number }): void;
}

/**
 * Prepares a crawl; nothing is touched before `run()`.
 * @throws CrawlError `invalid_option` when an option cannot be used.
 */
export function createCrawl(settings: CrawlSettings, surroundings: CrawlSurroundings = {}): Crawl {
  const { options, extensions } = splitExtensions<CrawlOptions>(settings);
  const given = parseOptions(options, surroundings.environment, EXTENSIONS);
  const { start, passwords } = takePasswords(given.start);
  const config = { ...given, start };
  const template = compileTemplate(config.filename);
  // A rule that is none is found out before anything begins.
  jsonPathOf(config);
  const [first] = config.start;
  const name = config.name ?? (first === undefined ? undefined : crawlName(first));
  if (name === undefined)
    throw new CrawlError(
      'invalid_option',
      'no start URL: name a page to begin at, like https://example.org/gallery/',
    );
  const log = surroundings.log ?? silentLog();
  const events = new CrawlEmitter(log);
  let onStop = (): void => undefined;
  const stopper = createStopper(() => onStop());
  const stop = ({ graceMs = DEFAULT_GRACE_MS } = {}): void => stopper.stop(graceMs);
  const streams = createStreams(events);
  let started = false;

  const run = async (runOptions: RunOptions = {}): Promise<CrawlResult> => {
    const listening = new AbortController();
    try {
      const { signal } = extensions;
      signal?.addEventListener('abort', () => stop(), { signal: listening.signal });
      if (signal?.aborted) stop();
      return await runOnce(runOptions);
    } finally {
      listening.abort();
      streams.end();
    }
  };

  const runOnce = async (runOptions: RunOptions): Promise<CrawlResult> => {
    if (started) throw new Error('a crawl runs once: make another with createCrawl()');
    started = true;
    const folder = join(config.storage, name);
    if (first === undefined && !existsSync(join(folder, STATE_FILE)))
      throw new CrawlError(
        'no_such_crawl',
        `there is no crawl "${name}" in ${config.storage}, and no start URL to begin one`,
      );
    for (const recipe of extensions.recipes ?? []) await recipe.prepare?.();
    const browser = config.render === 'never' ? undefined : await installedBrowser(config.browser);
    const secrets = await readSecrets(config, passwords);
    const decoder = config.verify === 'decode' ? await createDecoder() : undefined;
    const sink = extensions.sink ?? createDiskSink(config.destination);
    try {
      const { made } = await sink.prepare();
      const store = await openSqliteStore({ folder, name });
      try {
        const kept = { decoder, browser, sink, store };
        const shared = { name, options, extensions, config, template, ...kept };
        const parts = { ...shared, events, stopper, log, destinationMade: made };
        return await runCrawl(parts, secrets, runOptions, (pause) => (onStop = pause));
      } finally {
        stopper.close();
        await store.close();
      }
    } finally {
      await Promise.all([sink.close(), decoder?.close()]);
    }
  };

  return {
    name,
    config,
    on: (event, listener) => events.on(event, listener),
    events: streams.open,
    run,
    stop,
  };
}

const DEFAULT_GRACE_MS = 5_000;

/** Those of `crawl.events()`: all end with the run. */
function createStreams(events: CrawlEmitter) {
  const ends: (() => void)[] = [];
  let ended = false;
  return {
    open: (): AsyncGenerator<CrawlEvent, void, undefined> => {
      const { stream, end } = eventStream(events);
      if (ended) end();
      else ends.push(end);
      return stream;
    },
    end: (): void => {
      ended = true;
      for (const end of ends) end();
    },
  };
}

async function runCrawl(
  parts: Parts,
  secrets: Secrets,
  { retry }: RunOptions,
  whenStopped: (pause: () => void) => void,
): Promise<CrawlResult> {
  const { name, config, store, events, stopper } = parts;
  // Not of the clock, which may be set while the crawl runs.
  const startedAt = performance.now();
  const before = await openCrawl(parts, retry);
  const resumed = before.gallery.queued + before.image.queued > 0;
  events.emit('started', { name, resumed, counts: before, destination: config.destination });
  const observers = await startObservers(parts);
  reportAdded(events, await store.add(config.start.map(startRequest)));

  const limits = createLimits(config, before);
  const start = (await store.getMeta('start')) as string[];
  const asking = createAsking(config, start, signInTo(start, secrets), stopper.signal);
  try {
    const [first] = config.start;
    // A crawl that is gone on with may have nothing left to ask there.
    if (!resumed && first !== undefined && !stopper.stopping) askEarly(asking, first);
    if (!stopper.stopping) {
      const sitemaps = await sitemapRequests(config, start, asking.robots, stopper.signal);
      reportAdded(events, await store.add(sitemaps));
    }
    await handleRequests(parts, asking, limits, start, whenStopped);
  } finally {
    asking.client.close();
    await observers.done();
  }

  const counts = await store.counts();
  const limit = stopper.stopping ? undefined : limits.reached(counts);
  if (limit) events.emit('warning', limit);
  const reason = stopper.stopping ? 'interrupted' : limit ? 'limit' : 'done';
  const durationMs = performance.now() - startedAt;
  events.emit('finished', { counts, reason, durationMs });
  return {
    ...{ name, reason, counts, durationMs, resumed },
    failures: await store.failuresByCode(),
    skips: await store.skippedByRule(),
    nextBest: await store.nextBest(),
    suspects: await store.suspects(SUSPICIOUS_URLS),
  };
}
