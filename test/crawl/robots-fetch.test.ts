/** robots.txt over the wire: real servers, good and bad. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AttemptError } from '../../src/errors.ts';
import { robotsFetcher } from '../../src/crawl/robots-fetch.ts';
import { createRobots, MAX_ROBOTS_BYTES } from '../../src/robots/index.ts';
import { attemptError, withClient } from '../http/helpers.ts';
import {
  gzip,
  redirect,
  resetAfter,
  short,
  slow,
  stallBeforeHeaders,
  stallInBody,
  status,
  withSite,
  type Routes,
  type Site,
} from '../support/site.ts';

const BAN = Buffer.from('User-agent: *\nDisallow: /a');

interface Setting {
  limitMs?: number;
  signal?: AbortSignal;
  maxRedirects?: number;
}

/** Fetches the robots.txt of a site. */
function fetching<T>(
  routes: Routes,
  use: (fetch: ReturnType<typeof robotsFetcher>, url: string, site: Site) => Promise<T>,
  { maxRedirects = 20, signal = new AbortController().signal, ...options }: Setting = {},
): Promise<T> {
  return withSite(
    routes,
    (site) =>
      withClient(
        (client) => {
          const fetch = robotsFetcher({ client, signal, now: Date.now, ...options });
          return use(fetch, `${site.url}/robots.txt`, site);
        },
        { maxRedirects },
      ),
    { mayLeaveOpen: true },
  );
}

const text = (body: Uint8Array) => status(200, { 'content-type': 'text/plain' }, body);

describe('an answer', () => {
  it('is asked for as a text, without a page', async () => {
    await fetching({ '/robots.txt': text(BAN) }, async (fetch, url, site) => {
      const answer = await fetch(url);
      expect(answer.status).toBe(200);
      expect(Buffer.from(answer.body)).toEqual(BAN);
      const [asked] = site.asked('/robots.txt');
      expect(asked?.headers).toMatchObject({ 'sec-fetch-dest': 'empty' });
      expect(asked?.headers.accept).toMatch(/^text\/plain/);
      expect(asked?.headers).not.toHaveProperty('referer');
      expect(asked?.headers).not.toHaveProperty('cookie');
    });
  });

  it('is unpacked', async () => {
    await fetching({ '/robots.txt': gzip(BAN, 'text/plain') }, async (fetch, url) => {
      expect(Buffer.from((await fetch(url)).body)).toEqual(BAN);
    });
  });

  it('is followed over more than five redirects', async () => {
    const routes: Routes = { '/robots.txt': redirect('/1'), '/7': text(BAN) };
    for (let i = 1; i < 7; i++) routes[`/${i}`] = redirect(`/${i + 1}`, i % 2 ? 301 : 307);
    await fetching(routes, async (fetch, url, site) => {
      expect(Buffer.from((await fetch(url)).body)).toEqual(BAN);
      expect(site.requests).toHaveLength(8);
    });
  });

  it('is read up to 500 KiB and no further, however long it goes on', async () => {
    const routes: Routes = {
      '/robots.txt': async ({ response }) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(64 * 1024, 'x');
        while (!response.destroyed) {
          if (response.writableNeedDrain) await sleep(1);
          else response.write(chunk);
        }
      },
    };
    await fetching(routes, async (fetch, url) => {
      expect((await fetch(url)).body.byteLength).toBe(MAX_ROBOTS_BYTES);
    });
  });

  it('of an error keeps its Retry-After and nothing of its body', async () => {
    const routes = { '/robots.txt': status(503, { 'retry-after': '7' }, 'Disallow: /') };
    await fetching(routes, async (fetch, url) => {
      expect(await fetch(url)).toEqual({
        status: 503,
        body: new Uint8Array(),
        retryAfterMs: 7_000,
      });
    });
  });
});

describe('no answer', () => {
  it.each([
    ['reset', resetAfter(), 'reset'],
    ['short', short(BAN, 100), 'truncated'],
    ['silent', stallBeforeHeaders(), 'response_timeout'],
    ['stalled', stallInBody(BAN, 100), 'stalled'],
    ['in a circle', redirect('/robots.txt'), 'too_many_redirects'],
    ['no web address', redirect('ftp://example.org/'), 'bad_redirect'],
  ])('%s', async (_, answer, code) => {
    await fetching({ '/robots.txt': answer }, async (fetch, url) => {
      expect((await attemptError(fetch(url))).code).toBe(code);
    });
  });

  it('byte by byte is cut off in the end', async () => {
    const routes = { '/robots.txt': slow(Buffer.alloc(10_000, '#'), 100, 'text/plain') };
    await fetching(
      routes,
      async (fetch, url) => {
        expect((await attemptError(fetch(url))).code).toBe('response_timeout');
      },
      { limitMs: 200 },
    );
  });

  it.each(['before', 'meanwhile'])('when the crawl is stopped %s', async (when) => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    if (when === 'before') stop.abort(reason);
    await fetching(
      { '/robots.txt': stallBeforeHeaders() },
      async (fetch, url) => {
        const answer = fetch(url);
        setTimeout(() => stop.abort(reason), 20);
        await expect(answer).rejects.toBe(reason);
      },
      { signal: stop.signal },
    );
  });
});

it('rules come of it: banned, then free when it is gone', async () => {
  await fetching({ '/robots.txt': text(BAN) }, async (fetch, url, site) => {
    let now = 0;
    const robots = createRobots({ fetch, now: () => now });
    const page = `${site.url}/a`;
    expect((await robots.rulesFor(page)).allows(page)).toBe(false);
    site.change({ '/robots.txt': redirect('/robots.txt') });
    now += 25 * 3_600_000;
    expect((await robots.rulesFor(page)).allows(page)).toBe(true);
    expect(url).toBe(`${site.url}/robots.txt`);
  });
});

it('a host that is down fails as it would without', async () => {
  await withClient(async (client) => {
    const { signal } = new AbortController();
    const fetch = robotsFetcher({ client, signal, now: Date.now });
    const robots = createRobots({ fetch, now: Date.now });
    const error = await attemptError(robots.rulesFor('http://127.0.0.1:1/a'));
    expect(error).toBeInstanceOf(AttemptError);
    expect(error.code).toBe('connect');
  });
});
