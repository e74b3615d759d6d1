/** Pages fetched as a crawl fetches them: by Crawlee, with our options and our client. */
import { CheerioCrawler, Configuration } from '@crawlee/cheerio';
import { createPageClient } from '../../src/crawl/page-client.ts';
import type { AttemptError } from '../../src/errors.ts';
import {
  pageGotOptions,
  toAttemptError,
  type Agents,
  type PageFetchOptions,
} from '../../src/http/index.ts';

export interface PageCrawlOptions {
  headers?: Record<string, string>;
  agents?: Agents;
  ignoreSslErrors?: boolean;
  limits?: Partial<PageFetchOptions>;
}

/** Crawls pages one after the other in one session, as a crawl does: their titles, or the errors they ended with. */
export async function crawlPages(
  urls: string[],
  { headers = {}, agents, limits, ...options }: PageCrawlOptions = {},
): Promise<(string | AttemptError)[]> {
  const results: (string | AttemptError)[] = [];
  const gotOptions = pageGotOptions({
    connectTimeoutMs: 2_000,
    responseTimeoutMs: 2_000,
    stallTimeoutMs: 2_000,
    totalTimeoutMs: 5_000,
    maxRedirects: 5,
    ...limits,
    ...(agents === undefined ? {} : { agents }),
  });
  const crawler = new CheerioCrawler(
    {
      maxRequestRetries: 0,
      maxConcurrency: 1,
      ignoreSslErrors: false,
      httpClient: createPageClient(),
      persistCookiesPerSession: true,
      sessionPoolOptions: { maxPoolSize: 1, persistenceOptions: { enable: false } },
      preNavigationHooks: [
        (_context, wanted) => void Object.assign(wanted, gotOptions, { headers: { ...headers } }),
      ],
      requestHandler: ({ $ }) => void results.push($('title').text()),
      failedRequestHandler: (_context, error) => void results.push(toAttemptError(error)),
      ...options,
    },
    new Configuration({ persistStorage: false, purgeOnStart: true }),
  );
  await crawler.run(urls.map((url) => ({ url, uniqueKey: `${url} ${Math.random()}` })));
  await crawler.teardown();
  return results;
}
