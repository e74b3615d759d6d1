/** Wires a crawl together and runs it: the only place that constructs the parts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, type CrawlConfig, type CrawlOptions } from './config/index.ts';
import { createCrawler, MAX_REDIRECTS } from './crawl/crawler.ts';
import { takeOffCrawleeInterrupt } from './crawl/interrupt.ts';
import { createLimits } from './crawl/limits.ts';
import { crawlName } from './crawl/name.ts';
import { recover } from './crawl/recovery.ts';
import { reportAdded, reportSettled } from './crawl/report.ts';
import { createStopper, type Stopper } from './crawl/stopper.ts';
import { createVerdicts } from './crawl/verdicts.ts';
import { CrawlError, messageOf } from './errors.ts';
import {
  createGalleryHandler,
  createPageGate,
  createScope,
  startRequest,
} from './gallery/index.ts';
import { createPictureClient, DEFAULT_RETRY_POLICY, redactUrl } from './http/index.ts';

import { createImageHandler } from './image/index.ts';
import { silentLog, type Log } from './log.ts';
import type { Counts, LeasedGallery, LeasedImage } from './model.ts';
import {
  compileTemplate,
  createDiskSink,
  type FileNameTemplate,
  type Sink,
} from './output/index.ts';
import { CrawlEmitter, type CrawlEventName, type CrawlEvents } from './progress/index.ts';
import type { CrawlStore, FailureFilter } from './store/contract.ts';
import { RequestManager } from './store/crawlee/request-manager.ts';
import { crawleeStorageClient } from './store/crawlee/storage-client.ts';
import { openSqliteStore, STATE_FILE } from './store/sqlite/index.ts';

/** For whoever shows URLs: without credentials and tokens. */
export { redactUrl };

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
export function createCrawl(options: CrawlOptions, surroundings: CrawlSurroundings = {}): Crawl {
  const config = parseOptions(options, surroundings.environment);
  const template = compileTemplate(config.filename);
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
  let started = false;

  const run = async (runOptions: RunOptions = {}): Promise<CrawlResult> => {
    if (started) throw new Error('a crawl runs once: make another with createCrawl()');
    started = true;
    const folder = join(config.storage, name);
    if (first === undefined && !existsSync(join(folder, STATE_FILE)))
      throw new CrawlError(
        'no_such_crawl',
        `there is no crawl "${name}" in ${config.storage}, and no start URL to begin one`,
      );
    const sink = createDiskSink(config.destination);
    await sink.prepare();
    const store = await openSqliteStore({ folder, name });
    try {
      const parts = { name, options, config, template, sink, store, events, stopper, log };
      return await runCrawl(parts, runOptions, (pause) => (onStop = pause));
    } finally {
      stopper.close();
      await store.close();
    }
  };

  return {
    name,
    config,
    on: (event, listener) => events.on(event, listener),
    run,
    stop: ({ graceMs = DEFAULT_GRACE_MS } = {}) => stopper.stop(graceMs),
  };
}

const DEFAULT_GRACE_MS = 5_000;
/** After transfers were ended, so long for handlers to put their requests back; closing the store does the rest. */
const LAST_CALL_MS = 1_000;

interface Parts {
  name: string;
  options: CrawlOptions;
  config: CrawlConfig;
  template: FileNameTemplate;
  sink: Sink;
  store: CrawlStore;
  events: CrawlEmitter;
  stopper: Stopper;
  log: Log;
}

async function runCrawl(
  parts: Parts,
  { retry }: RunOptions,
  whenStopped: (pause: () => void) => void,
): Promise<CrawlResult> {
  const { name, config, store, events, stopper, log } = parts;
  const startedAt = Date.now();
  const before = await openCrawl(parts, retry);
  const resumed = before.gallery.queued + before.image.queued > 0;
  events.emit('started', { name, resumed, counts: before, destination: config.destination });
  reportAdded(events, await store.add(config.start.map(startRequest)));

  const limits = createLimits(config, before);
  let fatal: Error | undefined;
  const { crawler, manager, client } = await assemble(parts, limits, (error) => {
    fatal ??= error instanceof Error ? error : new Error(messageOf(error));
    stopper.stop(0);
  });
  whenStopped(() => manager.pause());
  if (stopper.stopping) manager.pause();
  stopper.signal.addEventListener('abort', () => {
    setTimeout(() => {
      crawler.autoscaledPool?.abort().catch((error: unknown) => {
        log.error({ error: messageOf(error) }, 'the pool did not end');
      });
    }, LAST_CALL_MS).unref();
  });
  try {
    await crawler.run();
  } catch (error) {
    throw fatal ?? error;
  } finally {
    client.close();
  }
  if (fatal) throw fatal;

  const counts = await store.counts();
  const limit = stopper.stopping ? undefined : limits.reached(counts);
  if (limit) events.emit('warning', limit);
  const reason = stopper.stopping ? 'interrupted' : limit ? 'limit' : 'done';
  const durationMs = Date.now() - startedAt;
  events.emit('finished', { counts, reason, durationMs });
  return { name, reason, counts, failures: await store.failuresByCode(), durationMs, resumed };
}

/** Mends what a dead run left, and puts back what this run is to do again. Returns the counts to start from. */
async function openCrawl(
  { name, store, sink, config, options, events, log }: Parts,
  retry: FailureFilter | undefined,
): Promise<Counts> {
  const earlier = ((await store.getMeta('start')) ?? []) as string[];
  const [first] = config.start;
  if (options.name === undefined && earlier[0] !== undefined && !earlier.includes(first ?? ''))
    throw new CrawlError(
      'invalid_option',
      `the crawl "${name}" began at ${redactUrl(earlier[0])}: give this one a name of its own with --name`,
    );
  const before = (await store.getMeta('options')) as CrawlOptions | undefined;
  const savedTo = before && parseOptions({ destination: before.destination }).destination;
  if (savedTo !== undefined && savedTo !== config.destination)
    events.emit('warning', {
      code: 'destination_changed',
      message: `earlier runs saved to ${savedTo}, this one saves to ${config.destination}; what is saved is not fetched again`,
    });
  const { recovered } = await recover(store, sink);
  if (recovered > 0)
    log.info({ recovered }, 'recorded pictures that an interrupted run had placed');
  if (retry) await store.requeueFailed(retry);
  await store.requeueDepth(config.depth);
  await store.setMeta('start', [...new Set([...earlier, ...config.start])]);
  // How many to save is a question of one run, the other options are the crawl's.
  await store.setMeta('options', { ...options, start: undefined, maxDownloads: undefined });
  return store.counts();
}

async function assemble(
  parts: Parts,
  limits: ReturnType<typeof createLimits>,
  fatal: (error: unknown) => void,
) {
  const { config, store, sink, template, events, stopper, log } = parts;
  const policy = { ...DEFAULT_RETRY_POLICY, maxTries: config.tries, baseMs: config.retryDelay };
  const { verdictOn, fallback } = createVerdicts({
    policy,
    aborted: () => stopper.signal.aborted,
    fatal,
    now: Date.now,
  });
  const crawleeInterrupt = takeOffCrawleeInterrupt();
  const manager = new RequestManager({
    store,
    perHost: config.perHost,
    kinds: (underWay) => limits.kinds(underWay),
    fallback,
    onFirstUse: crawleeInterrupt,
    onStoreError: fatal,
    onSettled: (request, verdict, added) => {
      limits.settled(request, verdict);
      reportSettled(events, request, verdict, added);
    },
  });
  const client = createPictureClient({
    connectTimeoutMs: config.connectTimeout,
    responseTimeoutMs: config.responseTimeout,
    stallTimeoutMs: config.stallTimeout,
    maxRedirects: MAX_REDIRECTS,
    checkCertificate: true,
  });
  const start = (await store.getMeta('start')) as string[];
  const galleryOptions = {
    scope: createScope({ ...config, start }),
    maxDepth: config.depth,
    barrenLimit: config.barrenLimit,
  };
  const galleryPorts = {
    leaseOf: (request: { id?: string }) => manager.leaseOf(request) as LeasedGallery,
    decide: manager.decide.bind(manager),
    countUnknown: store.countUnknown.bind(store),
    warn: (code: string, message: string) => events.emit('warning', { code, message }),
  };
  const crawler = createCrawler({
    config,
    manager,
    storageClient: crawleeStorageClient(store),
    galleryHandler: createGalleryHandler(galleryOptions, galleryPorts),
    pageGate: createPageGate(galleryOptions, galleryPorts),
    imageHandler: createImageHandler({
      leaseOf: (request) => manager.leaseOf(request) as LeasedImage,
      decide: manager.decide.bind(manager),
      ledger: store,
      client,
      sink,
      template,
      events,
      signal: stopper.signal,
      now: Date.now,
    }),
    verdictOn,
    agents: client.agents,
    signal: stopper.signal,
    log,
  });
  return { crawler, manager, client };
}
