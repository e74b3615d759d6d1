/** robots.txt, X-Robots-Tag and robots meta elements through the real command line. */
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import {
  delayed,
  page,
  picture,
  redirect,
  sequence,
  status,
  withSite,
  type Answer,
  type Routes,
  type Site,
} from '../support/site.ts';

const [a, b, c] = [png(32, 32, 1), png(32, 32, 2), png(32, 32, 3)];

const robotsTxt = (text: string): Answer => status(200, { 'content-type': 'text/plain' }, text);
const disallow = (...paths: string[]): Answer =>
  robotsTxt(['User-agent: *', ...paths.map((path) => `Disallow: ${path}`)].join('\n'));

/** Rules of what was skipped, by path. */
async function skipped(workplace: Workplace, site: Site): Promise<Record<string, unknown>> {
  const rows = await workplace.rows('skipped');
  return Object.fromEntries(
    rows.map((row) => [String(row['url']).replace(site.url, ''), row['rule']]),
  );
}

function crawling(
  routes: Routes,
  use: (site: Site, workplace: Workplace) => Promise<void>,
): Promise<void> {
  return withSite(routes, (site) => withWorkplace((workplace) => use(site, workplace)));
}

test('what robots.txt disallows is never asked for, and is listed; --no-robots then fetches it', async () => {
  const routes: Routes = {
    '/robots.txt': disallow('/private/', '/*.gif$', '/viewer'),
    '/': page(
      `<img src="a.png"><img src="/private/b.png"><a href="/private/">private</a>
       <a href="/viewer"><img src="thumb.png"></a><a href="/moved">moved</a>
       <img src="/redirected.png">`,
    ),
    '/a.png': picture(a),
    '/thumb.png': picture(c),
    '/private/': page('<img src="b.png">'),
    '/private/b.png': picture(b),
    '/viewer': page('<img src="a.png">'),
    '/moved': redirect('/private/'),
    '/redirected.png': redirect('/private/b.png'),
  };
  await crawling(routes, async (site, workplace) => {
    expect((await workplace.crawl(site.url)).exitCode).toBe(0);
    expect(await skipped(workplace, site)).toEqual({
      '/private/b.png': 'robots',
      '/private/': 'robots',
      '/viewer': 'robots',
      '/moved': 'robots',
      '/redirected.png': 'robots',
    });
    expect(await workplace.status()).toMatchObject({ queued: 4, saved: 2, skipped: 2, pending: 0 });
    expect(site.asked('/robots.txt')).toHaveLength(1);
    expect(site.asked('/viewer')).toEqual([]);
    // Redirects lead there before it is known where they lead.
    const before = site.requests.length;
    expect((await workplace.crawl(site.url, '--no-robots')).exitCode).toBe(0);
    expect(site.asked('/robots.txt')).toHaveLength(1);
    expect(site.requests.length).toBeGreaterThan(before);
    expect(await skipped(workplace, site)).toEqual({});
    expect(await workplace.status()).toMatchObject({ saved: 3, duplicate: 1, skipped: 0 });
  });
});

test('a start URL that is disallowed is skipped with a warning that says what to do', async () => {
  await crawling({ '/robots.txt': disallow('/'), '/': page('') }, async (site, workplace) => {
    const { stderr } = await workplace.crawl(`${site.url}/`);
    expect(stderr).toContain(`robots.txt of ${new URL(site.url).host} disallows ${site.url}/`);
    expect(stderr).toContain('--no-robots');
    expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt']);
  });
});

test.each<[string, Routes]>([
  ['is not there', {}],
  ['is forbidden', { '/robots.txt': status(403) }],
  ['is a page of HTML', { '/robots.txt': page('<h1>Disallow: /</h1>') }],
  ['redirects in a circle', { '/robots.txt': redirect('/robots.txt') }],
])('everything is allowed when robots.txt %s', async (_, robots) => {
  const routes = { ...robots, '/': page('<img src="a.png">'), '/a.png': picture(a) };
  await crawling(routes, async (site, workplace) => {
    expect((await workplace.crawl(site.url)).exitCode).toBe(0);
    expect(await workplace.status()).toMatchObject({ saved: 1, skipped: 0, failed: 0 });
  });
});

test('robots.txt may be elsewhere, six redirects away', async () => {
  const routes: Routes = {
    '/robots.txt': redirect('/r1'),
    '/r6': disallow('/b.png'),
    '/': page('<img src="a.png"><img src="b.png">'),
    '/a.png': picture(a),
    '/b.png': picture(b),
  };
  for (let i = 1; i < 6; i++) routes[`/r${i}`] = redirect(`/r${i + 1}`);
  await crawling(routes, async (site, workplace) => {
    await workplace.crawl(site.url);
    expect(await skipped(workplace, site)).toEqual({ '/b.png': 'robots' });
    expect(await workplace.status()).toMatchObject({ saved: 1, skipped: 1 });
  });
});

test('nothing is fetched while robots.txt answers 500; then everything is', async () => {
  const routes: Routes = {
    '/robots.txt': sequence([status(500), disallow('/b.png')]),
    '/': page('<img src="a.png"><img src="b.png">'),
    '/a.png': picture(a),
  };
  await crawling(routes, async (site, workplace) => {
    expect((await workplace.crawl(site.url)).exitCode).toBe(0);
    expect(site.requests.slice(0, 3).map(({ url }) => url)).toEqual([
      '/robots.txt',
      '/robots.txt',
      '/',
    ]);
    expect(await workplace.status()).toMatchObject({ saved: 1, skipped: 1, failed: 0 });
  });
});

test('a robots.txt that never comes fails its host with a code that says so', async () => {
  await crawling({ '/robots.txt': status(503), '/': page('') }, async (site, workplace) => {
    expect((await workplace.crawl(site.url, '--tries', '2')).exitCode).toBe(8);
    expect(await workplace.rows('failures')).toMatchObject([
      { code: 'robots_unavailable', http_status: 503, attempts: 2 },
    ]);
    expect(site.asked('/')).toEqual([]);
  });
});

test('tags and meta elements bar pictures; another page may still offer them', async () => {
  const tag = (value: string | string[]) => ({ 'x-robots-tag': value });
  const routes: Routes = {
    '/': page(
      `<img src="a.png"><img src="noai.png"><img src="theirs.png">
       <a href="/meta">meta</a><a href="/header">header</a><a href="/open">open</a>`,
    ),
    '/a.png': picture(a),
    '/noai.png': picture(b, 'image/png', tag(['otherbot: nofollow', 'noai'])),
    '/theirs.png': picture(c, 'image/png', tag('otherbot: noindex, noai')),
    '/meta': page(
      '<meta name="robots" content="noindex, follow"><img src="m1.png"><img src="m2.png"><a href="/below">',
    ),
    '/header': page('<img src="h.png">', tag('noimageindex')),
    // After the page that bars it, whose pictures are then known.
    '/open': delayed(500, page('<img src="m2.png">')),
    '/below': page('<img src="below.png">'),
    '/m2.png': picture(png(16, 16, 4)),
    '/below.png': picture(png(16, 16, 5)),
  };
  await crawling(routes, async (site, workplace) => {
    const ran = await workplace.crawl(site.url);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain('--no-robots');
    expect(await skipped(workplace, site)).toEqual({
      '/noai.png': 'robots_tag',
      '/m1.png': 'robots_meta',
      '/h.png': 'robots_meta',
    });
    expect(await workplace.status()).toMatchObject({ queued: 7, saved: 4, skipped: 3, pending: 0 });
    expect(site.asked('/m1.png')).toEqual([]);
  });
});

test('--no-robots takes no notice of tags and meta elements either', async () => {
  const routes: Routes = {
    '/robots.txt': disallow('/'),
    '/': page('<meta name="robots" content="noindex"><img src="a.png">'),
    '/a.png': picture(a, 'image/png', { 'x-robots-tag': 'noai' }),
  };
  await crawling(routes, async (site, workplace) => {
    expect((await workplace.crawl(site.url, '--no-robots')).exitCode).toBe(0);
    expect(await workplace.status()).toMatchObject({ saved: 1, skipped: 0 });
    expect(site.asked('/robots.txt')).toEqual([]);
  });
});

test('requests keep the distance that Crawl-delay asks for', async () => {
  const delayMs = 300;
  const routes: Routes = {
    '/robots.txt': robotsTxt(`User-agent: *\nCrawl-delay: ${delayMs / 1000}`),
    '/': page('<img src="a.png"><img src="b.png"><img src="c.png">'),
    '/a.png': picture(a),
    '/b.png': picture(b),
    '/c.png': picture(c),
  };
  await crawling(routes, async (site, workplace) => {
    expect((await workplace.crawl(site.url)).exitCode).toBe(0);
    const times = site.requests.map(({ at }) => at);
    expect(times).toHaveLength(5);
    // Counted from the rules: on a busy machine one request may be late, and the next in time.
    expect((times[4] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2.9 * delayMs);
  });
});

test('a host is asked one thing at a time until its rules are known', async () => {
  await withSite(
    {
      '/robots.txt': delayed(600, disallow('/no')),
      '*': delayed(200, picture(b)),
    },
    async (cdn) => {
      const pictures = Array.from({ length: 12 }, (_, i) => `<img src="${cdn.url}/${i}.png">`);
      await crawling({ '/': page(pictures.join('')) }, async (site, workplace) => {
        await workplace.crawl(site.url);
        expect(cdn.asked('/robots.txt')).toHaveLength(1);
        const [first, ...others] = cdn.requests;
        expect(first?.url).toBe('/robots.txt');
        expect(Math.min(...others.map(({ at }) => at)) - (first?.at ?? 0)).toBeGreaterThan(500);
        // Then together, as others are.
        expect(cdn.peakConcurrency).toBeGreaterThan(1);
      });
    },
  );
});

test('--no-robots is remembered by a crawl that goes on, until --robots takes it back', async () => {
  const routes = { '/': page('<img src="/gone.png">'), '/gone.png': status(404) };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--no-robots')).exitCode).toBe(8);
      expect((await workplace.run(['retry', '--name', 'test'])).exitCode).toBe(8);
      expect(site.asked('/gone.png')).toHaveLength(2);
      expect(site.asked('/robots.txt')).toEqual([]);
      expect((await workplace.run(['retry', '--name', 'test', '--robots'])).exitCode).toBe(8);
      expect(site.asked('/robots.txt')).toHaveLength(1);
    });
  });
});
