/** Constructs the parts of a run and joins them. */
import type { CrawlConfig } from '../config/index.ts';
import {
  createGalleryHandler,
  Repeats,
  createPageCheck,
  createPageGate,
  createScope,
} from '../gallery/index.ts';
import { DEFAULT_RETRY_POLICY } from '../http/index.ts';
import { createImageHandler } from '../image/index.ts';
import type { LeasedGallery, Verdict } from '../model.ts';
import type { CrawlEmitter } from '../progress/index.ts';
import { createRenderer } from '../render/index.ts';
import { RequestManager } from '../store/crawlee/request-manager.ts';
import { crawleeStorageClient } from '../store/crawlee/storage-client.ts';
import type { Asking } from './asking.ts';
import { createGuard } from './client.ts';
import { createCrawler } from './crawler.ts';
import { takeOffCrawleeInterrupt } from './interrupt.ts';
import { createJudge } from './judge.ts';
import type { Limits } from './limits.ts';
import { openFilesLimit, transfersThatFit } from './open-files.ts';
import { pageRules } from './page-rules.ts';
import type { Parts } from './parts.ts';
import { createRendering } from './rendering.ts';
import { reportSettled } from './report.ts';
import { createGate } from './robots-port.ts';
import { LEAVES } from './sign-in.ts';
import { createVerdicts } from './verdicts.ts';

/** With more transfers than this system allows to have files open, some would fail for no fault of the server's. */
function concurrencyThatFits({ concurrency }: CrawlConfig, events: CrawlEmitter): number {
  const openFiles = openFilesLimit();
  const fitting = transfersThatFit(openFiles);
  if (fitting >= concurrency) return concurrency;
  const message = `this system lets a process open ${openFiles ?? 'few'} files, so that at most ${fitting} requests are under way at a time; raise it with ulimit -n`;
  events.emit('warning', { code: 'open_files', message });
  return fitting;
}

/** Who signed in stays so. */
const excluded = ({ exclude }: CrawlConfig, signIn: Asking['signIn']): readonly string[] =>
  signIn === undefined ? exclude : [...exclude, LEAVES];

/** @param fatal told of what ends the whole crawl */
export function assemble(
  parts: Parts,
  { client, robots: robotsFiles, signIn }: Asking,
  limits: Limits,
  start: readonly string[],
  fatal: (error: unknown) => void,
) {
  const { config, store, sink, events, stopper, log, browser } = parts;
  const { judge, fallback } = createVerdicts({
    policy: { ...DEFAULT_RETRY_POLICY, maxTries: config.tries, baseMs: config.retryDelay },
    aborted: () => stopper.signal.aborted,
    fatal,
    now: Date.now,
  });
  const manager = createManager(parts, limits, fallback, fatal);
  const warn = (code: string, message: string) => events.emit('warning', { code, message });
  const admitHost = manager.admitHost.bind(manager);
  const robots = robotsFiles && createGate({ robots: robotsFiles, admitHost, warn });
  const rules = pageRules({ config, extensions: parts.extensions, warn });
  const galleryOptions = {
    scope: createScope({ ...config, start, exclude: excluded(config, signIn) }),
    maxDepth: config.depth,
    barrenLimit: config.barrenLimit,
    keepAll: config.all,
  };
  const repeats = config.all ? undefined : new Repeats();
  const galleryPorts = {
    leaseOf: (request: { id?: string }) => manager.leaseOf(request) as LeasedGallery,
    decide: (page: LeasedGallery, verdict: Verdict) =>
      manager.decide(page, verdict, { kind: 'good' }),
    extract: rules.extract,
    countUnknown: store.countUnknown.bind(store),
    warn,
    robots,
    repeats,
    observe: parts.observePage,
  };
  const renderer =
    browser &&
    createRenderer(browser, {
      guard: createGuard(config, start),
      checkCertificate: config.checkCertificate,
      warn,
    });
  const mayOpen = async (url: string) =>
    galleryOptions.scope.onSite(url) &&
    (robots === undefined || (await robots.mayFetch({ url, pageUrl: url })));
  const crawler = createCrawler({
    config: { ...config, concurrency: concurrencyThatFits(config, events) },
    manager,
    storageClient: crawleeStorageClient(store),
    galleryHandler: createGalleryHandler(galleryOptions, galleryPorts),
    show:
      renderer &&
      createRendering({
        ...{ when: config.render, renderer, signIn, mayOpen },
        hasReader: rules.hasReader,
      }),
    pageCheck: createPageCheck(galleryPorts),
    pageGate: createPageGate(galleryOptions, galleryPorts),
    imageHandler: createImageHandler({
      ...imagePorts(parts, manager),
      ...{ client, robots },
      isRepeated: repeats && ((image) => repeats.isRepeated(image)),
    }),
    judge: createJudge(judge, sink),
    agents: client.agents,
    signIn,
    signal: stopper.signal,
    log,
  });
  return { crawler, manager, renderer };
}

function createManager(
  { config, store, events }: Parts,
  limits: Limits,
  fallback: ReturnType<typeof createVerdicts>['fallback'],
  fatal: (error: unknown) => void,
): RequestManager {
  return new RequestManager({
    store,
    perHost: config.perHost,
    intervalMs: config.rate ?? 0,
    admission: config.robots,
    pacing: { baseMs: config.retryDelay, maxOpens: config.tries },
    kinds: (underWay) => limits.kinds(underWay),
    fallback,
    onFirstUse: takeOffCrawleeInterrupt(),
    onStoreError: fatal,
    onSettled: (request, verdict, added) => {
      limits.settled(request, verdict);
      reportSettled(events, request, verdict, added);
    },
  });
}

function imagePorts(
  { config, store, sink, template, decoder, events, stopper }: Parts,
  manager: RequestManager,
) {
  return {
    decide: manager.decide.bind(manager),
    ledger: store,
    sink,
    template,
    filters: config,
    checkStructure: config.verify !== 'none',
    ...(decoder ? { decode: decoder.check.bind(decoder) } : {}),
    events,
    signal: stopper.signal,
    now: Date.now,
  };
}
