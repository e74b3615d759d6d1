/** Composes Crawlee's crawler: one `CheerioCrawler`, one router, the crawl's own queue, storage and log. */
import { CheerioCrawler, createCheerioRouter, type CheerioCrawlingContext } from '@crawlee/cheerio';
import { Configuration, type RequestQueue } from '@crawlee/core';
import type { StorageClient } from '@crawlee/types';
import type { CrawlConfig } from '../config/index.ts';
import {
  dropPage,
  withPage,
  type createGalleryHandler,
  type createPageCheck,
  type createPageGate,
} from '../gallery/index.ts';
import { hostUnavailable, pageGotOptions, type Agents, type SignIn } from '../http/index.ts';
import type { createImageHandler } from '../image/index.ts';
import type { Log } from '../log.ts';
import type { LeasedRequest } from '../model.ts';
import type { RequestManager } from '../store/crawlee/request-manager.ts';
import { MAX_REDIRECTS } from './client.ts';
import { crawleeLog } from './crawlee-log.ts';
import { leavePacingToQueue } from './own-pacing.ts';
import { createLane } from './lane.ts';
import { loadSignals, processReaders } from './load-signals.ts';
import { createPageAborts } from './page-aborts.ts';
import { createPageClient } from './page-client.ts';
import { memoryLimit, poolOptions } from './pool.ts';
import { asItCame, type ShowPage } from './rendering.ts';
import { createSessionKeeper } from './session-keeper.ts';
import type { Judgement } from './verdicts.ts';

export interface CrawlerParts {
  config: CrawlConfig;
  manager: RequestManager;
  storageClient: StorageClient;
  galleryHandler: ReturnType<typeof createGalleryHandler>;
  imageHandler: ReturnType<typeof createImageHandler>;
  /** A page as a browser shows it; absent with `--render never`. */
  show?: ShowPage | undefined;
  /** Before a page is asked for. */
  pageCheck: ReturnType<typeof createPageCheck>;
  pageGate: ReturnType<typeof createPageGate>;
  /** How the lease of a request ends for which something was thrown. Never rejects. */
  judge: (error: unknown, request: LeasedRequest) => Promise<Judgement>;
  /** Connections, shared with the pictures. */
  agents: Agents;
  signIn: SignIn | undefined;
  signal: AbortSignal;
  log: Log;
}

/** A picture may take as long as bytes keep arriving: pixhaul keeps its own time, Crawlee's is set out of the way. */
const HANDLER_TIMEOUT_SECS = 7 * 24 * 3600;
/** A whole page, in milliseconds; connecting, waiting and stalls have shorter limits of their own. */
const PAGE_TIMEOUT_MS = 300_000;
/** Sessions are visitors. A few are enough without proxies, and a gallery's cookies stay with its pictures. */
const SESSIONS = 4;
const MIB = 1024 * 1024;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const SERVER_ERRORS = Array.from({ length: 100 }, (_, i) => 500 + i);

export function createCrawler(parts: CrawlerParts): CheerioCrawler {
  const { config, manager, signal } = parts;
  const router = createCheerioRouter();
  const keepSessions = createSessionKeeper();
  const aborts = createPageAborts(signal);
  router.addHandler('gallery', async (context) => {
    aborts.done(context.request.id);
    const { request, session, response } = context;
    const url = request.loadedUrl;
    await withPage(request, async (body, html) => {
      const given = { body, html, url };
      const shown = (await parts.show?.(given, session)) ?? asItCame(given);
      await parts.galleryHandler({
        request: { id: request.id, loadedUrl: shown.url },
        ...{ session, response, body: shown.body, rendered: shown.rendered },
      });
    });
    retireWhenFull(context);
    await keepSessions(context.crawler.sessionPool);
  });
  router.addHandler(
    'image',
    createLane<CheerioCrawlingContext>({
      ...{ manager, save: parts.imageHandler, judge: parts.judge },
      now: performance.now.bind(performance),
    }),
  );
  const gotOptions = pageGotOptions({
    connectTimeoutMs: config.connectTimeout,
    responseTimeoutMs: config.responseTimeout,
    stallTimeoutMs: config.stallTimeout,
    totalTimeoutMs: PAGE_TIMEOUT_MS,
    maxRedirects: MAX_REDIRECTS,
    agents: parts.agents,
  });

  const configuration = crawleeConfiguration(parts.storageClient);
  const readers = processReaders(configuration.get('memoryMbytes', 0) * MIB);
  const crawler = new CheerioCrawler(
    {
      // Crawlee 3 types this option as its own class, and takes anything of its shape.
      requestQueue: manager as unknown as RequestQueue,
      requestHandler: router,
      errorHandler: async (
        { request }: Pick<CheerioCrawlingContext, 'request'>,
        error: unknown,
      ) => {
        aborts.done(request.id ?? '');
        dropPage(request);
        const leased = manager.leaseOf(request);
        const { verdict, signal } = await parts.judge(error, leased);
        manager.decide(leased, verdict, signal);
        // Crawlee marks a request without retries as handled, and reclaims any other.
        request.noRetry = verdict.state !== 'retry' && verdict.state !== 'returned';
      },
      // How often is decided by `judge`; Crawlee must always ask it.
      maxRequestRetries: Number.MAX_SAFE_INTEGER,
      requestHandlerTimeoutSecs: HANDLER_TIMEOUT_SECS,
      navigationTimeoutSecs: PAGE_TIMEOUT_MS / 1000,
      httpClient: createPageClient(parts.signIn),
      ignoreSslErrors: !config.checkCertificate,
      // The page gate decides on types and statuses, with the reasons that the failure records want.
      additionalMimeTypes: ['*/*'],
      ignoreHttpErrorStatusCodes: SERVER_ERRORS,
      preNavigationHooks: [
        async ({ request }, options) => {
          const { host, hostUnavailable: givenUp } = manager.leaseOf(request);
          if (givenUp) throw hostUnavailable(host);
          await parts.pageCheck(request);
          Object.assign(options, gotOptions, { signal: aborts.signalFor(request.id ?? '') });
        },
      ],
      postNavigationHooks: [parts.pageGate],
      persistCookiesPerSession: true,
      sessionPoolOptions: {
        maxPoolSize: SESSIONS,
        blockedStatusCodes: [],
        // Only a refusal retires a session: neither its age in requests nor the faults of single pictures do.
        sessionOptions: {
          maxUsageCount: Number.MAX_SAFE_INTEGER,
          maxErrorScore: Number.MAX_SAFE_INTEGER,
          // Nor does the clock, when it is set or the machine slept: cookies have an age of their own.
          maxAgeSecs: 365 * 24 * 3600,
        },
      },
      autoscaledPoolOptions: poolOptions(config.concurrency, loadSignals(readers, parts.log)),
      statisticsOptions: { id: 'pixhaul', logIntervalSecs: 3600, saveErrorSnapshots: false },
      statusMessageLoggingInterval: 3600,
      log: crawleeLog(parts.log),
    },
    configuration,
  );
  return leavePacingToQueue(crawler);
}

/**
 * Half of what common servers take as all headers together (8 kB). A site that sets another cookie on each page would
 * end up refusing the visitor that collects them.
 */
const MAX_COOKIE_BYTES = 4096;

function retireWhenFull({ request, session }: CheerioCrawlingContext): void {
  const cookies = session?.getCookieString(request.loadedUrl ?? request.url) ?? '';
  if (cookies.length > MAX_COOKIE_BYTES) session?.retire();
}

/** A configuration of the crawl's own: an embedding program's, and its storages, are left alone. */
function crawleeConfiguration(storageClient: StorageClient): Configuration {
  const configuration = new Configuration({
    purgeOnStart: false,
    persistStateIntervalMillis: 10_000,
    // The environment variable CRAWLEE_MEMORY_MBYTES wins. Without a number, Crawlee starts a process to find one.
    memoryMbytes: Math.floor(memoryLimit() / MIB),
    // Nor is it to start one for each reading: pixhaul has load signals of its own.
    systemInfoIntervalMillis: LONGEST_TIMER_MS,
  });
  configuration.useStorageClient(storageClient);
  return configuration;
}
