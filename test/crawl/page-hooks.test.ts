/** Hooks, extractors and labels: how a program's own code changes what a page offers. */
import { expect, test } from 'vitest';
import { AttemptError, CrawlError, createCrawl, type CrawlSettings } from '../../src/index.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes } from '../support/site.ts';
import { inFolder, runIn, type OwnCrawl } from './own-crawl.ts';

const routes: Routes = {
  '/': page(
    `<title>All</title><img src="/p/1.png" alt="one"><img src="/p/2.png" alt="two">
     <a href="/more">more</a> <a href="/other">other</a>`,
  ),
  '/more': page('<img src="/p/3.png">'),
  '/other': page('<img src="/p/4.png">'),
  '/detail': page('<h1>Five</h1><b data-file="/p/5.png"></b><img src="/p/6.png">'),
};
for (let i = 1; i <= 9; i++) routes[`/p/${i}.png`] = picture(png(20, 20, i));

/** Crawls the site above with these hooks. */
function crawl(settings: CrawlSettings, over: Routes = {}): Promise<OwnCrawl> {
  return withSite({ ...routes, ...over }, (site) =>
    inFolder((folder) => runIn(folder, { start: [`${site.url}/`], ...settings })),
  );
}

test('onPage sees each page after it was read, and picks the links', async () => {
  const seen: unknown[] = [];
  const { files } = await crawl({
    onPage: ({ url, title, request, pictures, links, $ }) => {
      seen.push([new URL(url).pathname, title, request.depth, pictures.length, $('img').length]);
      return { links: links.filter((link) => !link.url.endsWith('/other')) };
    },
  });
  expect(seen).toEqual([
    ['/', 'All', 0, 2, 2],
    ['/more', undefined, 1, 1, 1],
  ]);
  expect(files).toEqual(['1.png', '2.png', '3.png']);
});

test('onPage may be asynchronous, replace the pictures, and add some with what is known of them', async () => {
  const { files, manifest } = await crawl({
    depth: 0,
    onPage: async (page) => {
      await Promise.resolve();
      page.addPicture({ url: 'p/5.png', name: 'five.png', alt: 'added' });
      page.addPicture('/p/1.png');
      return { pictures: page.pictures.slice(0, 1) };
    },
  });
  expect(files).toEqual(['1.png', 'five.png']);
  // Named again, the picture of the page keeps what the page says of it.
  expect(manifest.map(({ file_name, alt }) => [file_name, alt]).sort()).toEqual([
    ['1.png', 'one'],
    ['five.png', 'added'],
  ]);
});

test('relative URLs of own code are read as the page would read them', async () => {
  const { files } = await crawl(
    { depth: 0, onPage: (page) => page.addPicture('9.png') },
    { '/': page('<base href="/p/"><p>nothing</p>') },
  );
  expect(files).toEqual(['9.png']);
});

test('what own code adds and cannot be fetched is recorded as skipped', async () => {
  const { skipped } = await crawl({
    depth: 0,
    onPage: (page) => {
      page.addPicture('data:image/png;base64,AAAA');
      page.addPicture('ftp://example.org/a.png');
    },
  });
  expect(skipped.map(({ rule }) => rule).sort()).toEqual([
    'data_url',
    'max_depth',
    'max_depth',
    'unsupported_scheme',
  ]);
});

test('onCandidate refuses, renames, and exchanges pictures', async () => {
  const { files, skipped } = await crawl({
    depth: 0,
    onPage: (page) => page.addPicture('/p/3.png'),
    onCandidate: ({ chosen, alt }, { url, resolve }) => {
      expect(new URL(url).pathname).toBe('/');
      if (alt === 'one') return false;
      if (alt === 'two') return { name: 'second: of/all.PNG' };
      return chosen.url.endsWith('3.png') ? { url: resolve('p/7.png') ?? '' } : undefined;
    },
  });
  expect(files).toEqual(['7.png', 'second_ of_all.png']);
  expect(skipped.filter(({ kind }) => kind === 'image').map(({ rule }) => rule)).toEqual([
    'vetoed',
  ]);
});

test('onCandidate hears of decoration, and may want it', async () => {
  const decor: unknown[] = [];
  const { files, skipped } = await crawl({
    depth: 0,
    extractors: [
      {
        name: 'judge',
        match: /./,
        extract: async (page) => {
          const { pictures } = await page.generic();
          return { pictures: pictures.map((found) => ({ ...found, decor: 'icon' as const })) };
        },
      },
    ],
    onCandidate: (candidate) => {
      decor.push(candidate.decor);
      return candidate.alt === 'one' ? true : undefined;
    },
  });
  expect(decor).toEqual(['icon', 'icon']);
  expect(files).toEqual(['1.png']);
  expect(skipped.map(({ rule }) => rule)).toContain('icon');
});

test('an own extractor reads the pages that it matches, and no others', async () => {
  const { files, result } = await crawl({
    extractors: [
      {
        name: 'details',
        match: (url) => url.endsWith('/detail'),
        extract: ({ $ }) => ({
          title: $('h1').text(),
          pictures: $('[data-file]')
            .toArray()
            .map((element) => ({ url: $(element).attr('data-file') ?? '', name: $('h1').text() })),
        }),
      },
    ],
    onPage: ({ url, follow, links }) => {
      if (new URL(url).pathname !== '/') return undefined;
      follow('/detail');
      return { links: links.slice(0, 0) };
    },
  });
  expect(files).toEqual(['1.png', '2.png', 'Five.png']);
  expect(result.counts.gallery).toMatchObject({ queued: 2, crawled: 2 });
});

test('an own extractor does not make a crawl deaf to a page’s wishes', async () => {
  const { skipped } = await crawl(
    {
      extractors: [{ name: 'own', match: /./, extract: () => ({ pictures: ['/p/1.png'] }) }],
    },
    { '/': page('<meta name="robots" content="noimageindex"><img src="/p/2.png">') },
  );
  expect(skipped.map(({ rule }) => rule)).toEqual(['robots_meta']);
});

test('a recipe comes after extractors and before the generic rules', async () => {
  const { files } = await crawl({
    depth: 0,
    recipes: [
      { name: 'never', matches: () => false, read: () => Promise.reject(new Error('no')) },
      {
        name: 'first only',
        matches: ({ url }) => new URL(url).pathname === '/',
        read: (_, generic) => ({ ...generic, pictures: generic.pictures.slice(0, 1) }),
      },
    ],
  });
  expect(files).toEqual(['1.png']);
});

test('a label’s handler reads the pages that were followed with it', async () => {
  const labelled: unknown[] = [];
  const { files, result } = await crawl({
    onPage: ({ request, follow, url }) => {
      labelled.push([new URL(url).pathname, request.label]);
      if (request.depth === 0) follow({ url: '/detail', label: 'detail' });
    },
    labels: {
      detail: ({ $, addPicture }) => {
        addPicture({ url: $('[data-file]').attr('data-file') ?? '', name: $('h1').text() });
      },
    },
  });
  expect(labelled).toContainEqual(['/detail', 'detail']);
  expect(files).toEqual(['1.png', '2.png', '3.png', '4.png', 'Five.png']);
  expect(result.reason).toBe('done');
});

test('a label survives an interruption; a run that does not know it says so, and can make up for it', async () => {
  await withSite(routes, (site) =>
    inFolder(async (folder) => {
      const start = [`${site.url}/`];
      const labels = {
        detail: ({ addPicture }: { addPicture: (url: string) => void }) => addPicture('/p/5.png'),
      };
      const first = await runIn(folder, {
        ...{ start, labels, depth: 1, pageLimit: 1 },
        onPage: ({ follow }) => {
          follow({ url: '/detail', label: 'detail' });
          return { links: [] };
        },
      });
      expect(first.result).toMatchObject({ reason: 'limit', counts: { gallery: { pending: 1 } } });
      const without = await runIn(folder, { start });
      expect(without.failures).toMatchObject([{ code: 'unknown_label', attempts: 1 }]);
      expect(without.failures[0]?.message).toContain('"detail"');
      const again = await runIn(folder, { start, labels }, { retry: { code: 'unknown_label' } });
      expect(again.result.counts).toMatchObject({ gallery: { failed: 0 }, image: { saved: 3 } });
      expect(again.files).toContain('5.png');
    }),
  );
});

test('what own code throws fails its page with a code of its own, once, and nothing else', async () => {
  const { failures, files } = await crawl({
    onPage: ({ url }) => {
      if (url.endsWith('/more')) throw new Error('no such table');
      if (url.endsWith('/other')) throw new AttemptError('not_html', 'I say so');
    },
  });
  expect(
    failures
      .map(({ url, code, message, attempts }) => [new URL(url).pathname, code, message, attempts])
      .sort(),
  ).toEqual([
    ['/more', 'hook_failed', 'onPage threw: no such table', 1],
    ['/other', 'not_html', 'I say so', 1],
  ]);
  expect(files).toEqual(['1.png', '2.png']);
});

test.each<[string, CrawlSettings, string]>([
  [
    'onCandidate',
    { onCandidate: () => 7 as never },
    'onCandidate threw: it returned number; true, false or an object of changes',
  ],
  [
    'an extractor',
    { extractors: [{ name: 'shop', match: /./, extract: () => ({}) as never }] },
    'extractor "shop" threw',
  ],
  [
    'a recipe',
    {
      recipes: [
        { name: 'wiki', matches: () => true, read: () => Promise.reject(new Error('empty')) },
      ],
    },
    'recipe "wiki" threw: empty',
  ],
  [
    'a label that nobody handles',
    {
      onPage: ({ follow }) => follow({ url: '/detail', label: 'detial' }),
      labels: { detail: () => undefined },
    },
    'no handler for the label "detial" in labels: there are detail',
  ],
  [
    'a picture without a URL',
    { onPage: ({ addPicture }) => addPicture({ src: '/p/1.png' } as never) },
    'this one is an object without url',
  ],
])('a page fails clearly by %s', async (_, settings, message) => {
  const { failures } = await crawl({ depth: 0, ...settings });
  expect(failures).toMatchObject([{ code: 'hook_failed' }]);
  expect(failures[0]?.message).toContain(message);
});

test('a CrawlError of a hook ends the crawl', async () => {
  const crawling = crawl({
    onPage: () => {
      throw new CrawlError('invalid_option', 'the database is gone');
    },
  });
  await expect(crawling).rejects.toMatchObject({ message: 'the database is gone' });
});

test('own code of the wrong kind is refused before anything is touched', () => {
  const start = ['https://example.org/'];
  const refuse = (settings: object) => () => createCrawl({ start, ...settings });
  expect(refuse({ onPage: 'x' })).toThrow('onPage: it is a function, not string');
  expect(refuse({ extractors: [{ name: 'a' }] })).toThrow(
    'extractors: number 1: it lacks extract (a function)',
  );
  expect(refuse({ recipes: {} })).toThrow('recipes: it is an array');
  expect(refuse({ sink: { prepare: () => undefined } })).toThrow('sink: it lacks close');
  expect(refuse({ signal: null })).toThrow('signal: it is an object');
  expect(refuse({ labels: { a: 1 } })).toThrow('labels: it is a function');
  expect(refuse({ onpage: () => undefined })).toThrow('did you mean onPage?');
});
