import { CheerioCrawler, Configuration, log, LogLevel } from '@crawlee/cheerio';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttemptError } from '../../src/errors.ts';
import {
  pageGotOptions,
  toAttemptError,
  type PageFetchOptions,
  type PageGotOptions,
} from '../../src/http/index.ts';
import { png } from '../support/pictures.ts';
import {
  page,
  picture,
  raw,
  redirect,
  slow,
  stallBeforeHeaders,
  stallInBody,
  status,
  withSite,
  type Answer,
} from '../support/site.ts';
import { collect, withClient } from './helpers.ts';

const LIMITS: PageFetchOptions = {
  connectTimeoutMs: 1_000,
  responseTimeoutMs: 1_000,
  stallTimeoutMs: 1_000,
  totalTimeoutMs: 5_000,
  maxRedirects: 3,
};

beforeAll(() => log.setLevel(LogLevel.OFF));

/** Crawls one page with a real crawler: its title, or the error that its fetch ended with. */
async function crawl(
  url: string,
  options: PageGotOptions | object,
  ignoreSslErrors = false,
): Promise<string | AttemptError> {
  let result: string | AttemptError = 'never asked';
  const crawler = new CheerioCrawler(
    {
      maxRequestRetries: 0,
      ignoreSslErrors,
      navigationTimeoutSecs: 3,
      statusMessageLoggingInterval: 1_000,
      maxSessionRotations: 0,
      preNavigationHooks: [(_context, gotOptions) => void Object.assign(gotOptions, options)],
      requestHandler: ({ $ }) => void (result = $('title').text()),
      failedRequestHandler: (_context, error) => void (result = toAttemptError(error)),
    },
    new Configuration({ persistStorage: false, purgeOnStart: true }),
  );
  await crawler.run([{ url, uniqueKey: `${url} ${Math.random()}` }]);
  await crawler.teardown();
  return result;
}

const html = page('<title>Gallery</title>');

describe('a page fetched by Crawlee with our options', () => {
  it('arrives, on one connection', () =>
    withSite(
      { '/': html },
      async (site) => {
        expect(await crawl(site.url, pageGotOptions(LIMITS), true)).toBe('Gallery');
        expect(site.connections).toBe(1);
        // Without them, another connection only asks for HTTP/2.
        expect(await crawl(site.url, {}, true)).toBe('Gallery');
        expect(site.connections).toBeGreaterThan(1);
      },
      { secure: true },
    ));

  it('has its certificate checked, when the crawler is told so', () =>
    withSite(
      { '/': html },
      async (site) => {
        expect(await crawl(site.url, pageGotOptions(LIMITS))).toMatchObject({ code: 'tls' });
      },
      { secure: true },
    ));

  it('shares connections with the pictures of its host', () =>
    withSite({ '/': html, '/a.png': picture(png(8, 8)) }, (site) =>
      withClient(async (client) => {
        const options = pageGotOptions({ ...LIMITS, agents: client.agents });
        expect(await crawl(site.url, options)).toBe('Gallery');
        await collect((await client.fetch({ url: `${site.url}/a.png` })).body);
        expect(await crawl(`${site.url}/?again`, options)).toBe('Gallery');
        expect(site.requests).toHaveLength(3);
        expect(site.connections).toBe(1);
        expect(site.requests[0]?.headers).not.toHaveProperty('content-length');
      }),
    ));

  it('is read by the strict parser', async () => {
    const both =
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n';
    const smuggled = raw(`${both}16\r\n<title>Gallery</title>\r\n0\r\n\r\n`);
    await withSite({ '/': smuggled }, async (site) => {
      expect(await crawl(site.url, {})).toBe('Gallery');
      expect(await crawl(site.url, pageGotOptions(LIMITS))).toMatchObject({ code: 'protocol' });
    });
  });

  const start = Buffer.from('<title>Gallery</title>');
  const faults: [string, Answer, Partial<PageFetchOptions>, string][] = [
    ['sends no headers', stallBeforeHeaders(), { responseTimeoutMs: 150 }, 'response_timeout'],
    [
      'stalls',
      stallInBody(start, 999, 'text/html'),
      { responseTimeoutMs: 150, stallTimeoutMs: 200 },
      'stalled',
    ],
    [
      'never comes to an end',
      slow(Buffer.alloc(9_999, ' '), 200, 'text/html'),
      { totalTimeoutMs: 400 },
      'transfer_timeout',
    ],
    ['redirects too often', redirect('/again'), {}, 'too_many_redirects'],
    ['redirects to ftp', redirect('ftp://h/'), {}, 'bad_redirect'],
    ['redirects to no URL', redirect('http://[x'), {}, 'bad_redirect'],
    ['is a picture', picture(png(8, 8)), {}, 'not_html'],
    ['fails', status(500, { 'content-type': 'text/html' }, 'sorry'), {}, 'server_error'],
    ['is forbidden', status(403, { 'content-type': 'text/html' }, 'no'), {}, 'blocked'],
    ['comes too fast', status(429, { 'content-type': 'text/html' }, 'no'), {}, 'rate_limited'],
  ];
  it.each(faults)('that %s', (_, answer, limits, code) =>
    withSite({ '*': answer }, async (site) => {
      const began = Date.now();
      expect(await crawl(site.url, pageGotOptions({ ...LIMITS, ...limits }))).toMatchObject({
        code,
      });
      expect(Date.now() - began).toBeLessThan(2_500);
    }),
  );

  it('follows no more redirects than allowed', () =>
    withSite({ '*': redirect('/again') }, async (site) => {
      await crawl(site.url, pageGotOptions(LIMITS));
      expect(site.requests).toHaveLength(4);
    }));
});
