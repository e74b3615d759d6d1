import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, status, withSite, type Routes, type Site } from '../support/site.ts';

const answer = (type: string, body: string | Uint8Array, headers = {}) =>
  status(200, { 'content-type': type, ...headers }, body);
const json = (value: unknown, headers = {}) =>
  answer('application/json', JSON.stringify(value), headers);

/** A picture of its own for each path. */
function withPictures(routes: Routes, paths: readonly string[]): Routes {
  const pictures = paths.map((path, at) => [path, picture(png(20 + at, 20))] as const);
  return { ...Object.fromEntries(pictures), ...routes };
}

async function crawl(
  routes: Routes,
  start: string,
  use: (workplace: Workplace, site: Site, saved: string[]) => Promise<void> | void,
  ...args: string[]
): Promise<void> {
  await withSite(routes, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(site.url + start, ...args);
      expect(ran.exitCode, ran.stderr).toBe(0);
      const rows = await workplace.rows('manifest');
      const saved = rows.map((row) => String(row['url']).replace(site.url, '')).sort();
      await use(workplace, site, saved);
    }),
  );
}

test('a feed: its own pictures, those of the pages of its items, and its second page', async () => {
  const feed = (items: string) =>
    answer(
      'application/rss+xml',
      `<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:a="http://www.w3.org/2005/Atom"><channel>${items}</channel></rss>`,
    );
  const routes: Routes = {
    '/feed.xml': ({ request, ...rest }) => {
      const second = request.url?.includes('page=2') === true;
      const items = second
        ? '<item><enclosure url="/c.png" type="image/png"/></item>'
        : `<a:link rel="next" href="/feed.xml?page=2"/><item><link>/one/</link><media:content url="/a.png" medium="image"/></item>`;
      return feed(items)({ request, ...rest });
    },
    '/one/': page('<img src="/b.png"><a href="/two.json">data</a><a href="/notes.text">notes</a>'),
    '/two.json': json({ image: '/never.png' }),
    '/notes.text': answer('text/plain', 'http://127.0.0.1/never.png'),
  };
  await crawl(
    withPictures(routes, ['/a.png', '/b.png', '/c.png']),
    '/feed.xml',
    (_, site, saved) => {
      expect(saved).toEqual(['/a.png', '/b.png', '/c.png']);
      expect(site.asked('/a.png')[0]?.headers.referer).toBe(`${site.url}/one/`);
    },
  );
});

test('a sitemap index with a compressed sitemap: pictures are saved in the folders of their pages', async () => {
  await withSite({}, async (site) => {
    const loc = (path: string, more = '') => `<url><loc>${site.url}${path}</loc>${more}</url>`;
    const image = `<image:image><image:loc>${site.url}/a.png</image:loc></image:image>`;
    const sitemap = `<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${loc('/boats/one', image)}${loc('/quays/')}</urlset>`;
    site.change(
      withPictures(
        {
          '/sitemap.xml': answer(
            'text/html',
            `<?xml version="1.0"?><sitemapindex><sitemap><loc>${site.url}/s1.xml.gz</loc></sitemap></sitemapindex>`,
          ),
          '/s1.xml.gz': answer('application/x-gzip', gzipSync(sitemap)),
          '/boats/one': page('<p>nothing but words</p>'),
          '/quays/': page('<img src="/b.png">'),
        },
        ['/a.png', '/b.png'],
      ),
    );
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(`${site.url}/sitemap.xml`)).exitCode).toBe(0);
      expect((await workplace.files()).map((name) => name.replace(/^[^/]*\//, ''))).toEqual([
        'boats/one/001-a.png',
        'quays/001-b.png',
      ]);
    });
  });
});

test('WordPress media in pages, at their originals', async () => {
  const media = (name: string) => ({ source_url: `/${name}.png`, media_details: { width: 20 } });
  const routes: Routes = {
    '/wp-json/wp/v2/media': (exchange) => {
      const number = Number(new URL(exchange.logged.url, 'http://x').searchParams.get('page') ?? 1);
      if (number > 3) return status(400)(exchange);
      const items = [[media('a'), media('b')], [media('c'), media('d')], [media('e')]][number - 1];
      return json(items, { 'x-wp-totalpages': '3' })(exchange);
    },
  };
  const paths = ['/a.png', '/b.png', '/c.png', '/d.png', '/e.png'];
  await crawl(withPictures(routes, paths), '/wp-json/wp/v2/media?per_page=2', (_, site, saved) => {
    expect(saved).toEqual(paths);
    expect(site.asked('/wp-json/wp/v2/media')).toHaveLength(3);
  });
});

test('a IIIF collection: every canvas of its manifests', async () => {
  const full = (n: number) => `/i/${n}/full/max/0/default.jpg`;
  const canvas = (n: number) => ({
    items: [
      {
        items: [
          {
            body: {
              type: 'Image',
              id: `/i/${n}`,
              service: [{ id: `/i/${n}`, type: 'ImageService3' }],
            },
          },
        ],
      },
    ],
  });
  const routes: Routes = {
    '/collection': json({ type: 'Collection', items: [{ type: 'Manifest', id: '/m.json' }] }),
    '/m.json': answer(
      'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"',
      JSON.stringify({ type: 'Manifest', items: [canvas(1), canvas(2)] }),
    ),
  };
  await crawl(withPictures(routes, [full(1), full(2)]), '/collection', (_, __, saved) => {
    expect(saved).toEqual([full(1), full(2)]);
  });
});

test('a list of URLs: pictures, and pages that are read', async () => {
  await withSite({}, async (site) => {
    site.change(
      withPictures(
        {
          '/list.txt': answer(
            'text/plain',
            `# mine\n${site.url}/a.png\r\n\n${site.url}/page\nnot a URL\n`,
          ),
          '/page': page('<img src="/b.png">'),
        },
        ['/a.png', '/b.png'],
      ),
    );
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(`${site.url}/list.txt`)).exitCode).toBe(0);
      expect((await workplace.status()).saved).toBe(2);
    });
  });
});

test('--json-path says where the pictures are', async () => {
  const value = { items: [{ image: { url: '/a' }, other: '/never.png' }], next: '/api?page=2' };
  const routes: Routes = {
    '/api': (exchange) =>
      json(exchange.logged.url === '/api' ? value : { items: [{ image: { url: '/b' } }] })(
        exchange,
      ),
  };
  const rule = ['--json-path', 'items[*].image.url'];
  await crawl(
    withPictures(routes, ['/a', '/b']),
    '/api',
    (_, __, saved) => {
      expect(saved).toEqual(['/a', '/b']);
    },
    ...rule,
  );
  await withWorkplace(async (workplace) => {
    const ran = await workplace.run(['http://127.0.0.1:9/', '--json-path', 'items[']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/--json-path: "items\[" is no rule/);
  });
});

test('--sitemap: those of robots.txt on the site, within the scope', async () => {
  await withSite({}, async (site) => {
    const pages = ['/cats/hidden/', '/dogs/'].map(
      (path) => `<url><loc>${site.url}${path}</loc></url>`,
    );
    site.change(
      withPictures(
        {
          '/robots.txt': answer(
            'text/plain',
            `Sitemap: ${site.url}/maps/1.xml\nSitemap: http://127.0.0.2/s.xml`,
          ),
          '/maps/1.xml': answer('application/xml', `<urlset>${pages.join('')}</urlset>`),
          '/cats/': page('<img src="/a.png">'),
          '/cats/hidden/': page('<img src="/b.png">'),
          '/dogs/': page('<img src="/never.png">'),
        },
        ['/a.png', '/b.png'],
      ),
    );
    await withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(`${site.url}/cats/`, '--sitemap');
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect((await workplace.status()).saved).toBe(2);
      expect(site.asked('/dogs/')).toEqual([]);
    });
    site.requests.length = 0;
    await withWorkplace(async (workplace) => {
      const name = ['--name', 'mine', '--sitemap', `${site.url}/maps/1.xml`];
      expect((await workplace.run([site.url, ...name])).exitCode).toBe(8);
      expect(site.asked('/dogs/')).toHaveLength(1);
    });
  });
});

test('a directory listing: its folders below, neither up nor sorted anew', async () => {
  const sorts = '<a href="?C=N;O=D">Name</a> <a href="?C=S;O=A">Size</a>';
  const routes: Routes = {
    '/': page('<img src="/never.png">'),
    '/files/': page(
      `${sorts}<a href="/">Parent Directory</a><a href="a.png">a.png</a><a href="b/">b/</a>`,
    ),
    '/files/b/': page(`${sorts}<a href="/files/">Parent Directory</a><a href="c.png">c.png</a>`),
  };
  await crawl(
    withPictures(routes, ['/files/a.png', '/files/b/c.png']),
    '/files/',
    (_, site, saved) => {
      expect(saved).toEqual(['/files/a.png', '/files/b/c.png']);
      expect(site.asked('/files/')).toHaveLength(1);
      expect(site.asked('/')).toEqual([]);
    },
  );
});

test('a start URL with JSON that is not whole says so', async () => {
  await withSite({ '/api': answer('application/json', '{"image": ') }, (site) =>
    withWorkplace(async (workplace) => {
      expect((await workplace.crawl(`${site.url}/api`)).exitCode).toBe(8);
      const [failure] = await workplace.rows('failures');
      expect(failure).toMatchObject({ code: 'not_html', attempts: 1 });
      expect(failure?.['message']).toMatch(/\/api is not valid JSON: /);
    }),
  );
});
