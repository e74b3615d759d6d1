import { describe, expect, test } from 'vitest';
import { extractDocument } from '../../src/extract/index.ts';
import { load } from 'cheerio';
import { createScope, startRequest } from '../../src/gallery/index.ts';
import { createGalleryHandler } from '../../src/gallery/handler.ts';
import type { ScopeOptions } from '../../src/gallery/scope.ts';
import type { LeasedGallery, NewImageRequest, Verdict } from '../../src/model.ts';

const START = 'https://example.org/cats/';

interface Setting {
  keepAll?: boolean;
  url?: string;
  page?: Partial<LeasedGallery['data']>;
  depth?: number;
  maxDepth?: number;
  exclude?: string[];
  include?: string[];
  spanHosts?: boolean;
  scope?: ScopeOptions['scope'];
  /** Receives the codes of warnings. */
  warned?: string[];
  known?: string[];
}

/** What a page adds to the queue; `known` are URLs that are there already. */
async function requests(html: string, setting: Setting = {}) {
  const {
    url = START,
    page = {},
    depth = 0,
    include = [],
    exclude = [],
    spanHosts = false,
  } = setting;
  const start = startRequest(url);
  if (start.kind !== 'gallery') throw new Error('a page was expected');
  const lease = { ...start, id: 1, tries: 0, addedAt: 0, depth, data: { ...start.data, ...page } };
  let verdict: Verdict | undefined;
  const handler = createGalleryHandler(
    {
      scope: createScope({
        start: [START],
        spanHosts,
        include,
        exclude,
        scope: setting.scope ?? 'auto',
      }),
      maxDepth: setting.maxDepth,
      barrenLimit: 20,
      keepAll: setting.keepAll ?? false,
    },
    {
      leaseOf: () => lease,
      decide: (_, decided) => (verdict = decided),
      extract: extractDocument,
      countUnknown: (asked) =>
        Promise.resolve(asked.filter((one) => !setting.known?.includes(one.url)).length),
      warn: (code) => setting.warned?.push(code),
    },
  );
  await handler({
    request: { id: '1' },
    body: { kind: 'html', $: load(html) },
    session: { id: 's1' },
  });
  if (verdict?.state !== 'crawled') throw new Error('the page was not read');
  const images = verdict.found.filter((request) => request.kind === 'image');
  const pages = verdict.found.filter((request) => request.kind === 'gallery');
  return { images, pages };
}
const brief = ({ images }: { images: NewImageRequest[] }) =>
  images.map(({ url, skip, data }) => [url.replace('https://example.org', ''), skip, data.num]);

test('pictures carry where they stood, their text and the session', async () => {
  const { images } = await requests('<img src="a.jpg" alt="A cat"><img src="b.jpg">');
  expect(images[0]).toMatchObject({
    kind: 'image',
    url: 'https://example.org/cats/a.jpg',
    host: 'example.org',
    pageUrl: START,
    data: { gallery: 'cats', page: 1, num: 1, alt: 'A cat', sessionId: 's1' },
  });
  expect(images[1]?.data.num).toBe(2);
});

test('a thumbnail that links to a page is skipped, and waits with that page', async () => {
  const { images, pages } = await requests('<a href="one.html"><img src="t/one.jpg"></a>');
  expect(images.map(({ skip }) => skip)).toEqual(['thumbnail']);
  expect(pages[0]?.data.thumbnails?.[0]).toMatchObject({
    url: 'https://example.org/cats/t/one.jpg',
  });
  expect(pages[0]?.data.thumbnails?.[0]?.skip).toBeUndefined();
});

test('the picture of a viewer page takes the place of its thumbnail', async () => {
  const {
    pages: [viewer],
  } = await requests('<img src="x.jpg"><a href="one.html"><img src="t/one.jpg"></a>');
  const found = await requests('<img src="one.jpg"><a href="two.html"><img src="t/two.jpg"></a>', {
    url: 'https://example.org/cats/one.html',
    page: viewer?.data ?? {},
  });
  expect(found.images[0]).toMatchObject({
    url: 'https://example.org/cats/one.jpg',
    data: { gallery: 'cats', num: 2 },
  });
});

test('a page that shows nothing gives its thumbnails back', async () => {
  const {
    pages: [viewer],
  } = await requests('<a href="one.html"><img src="t/one.jpg"></a>');
  const found = await requests('<p>gone</p>', {
    url: 'https://example.org/cats/one.html',
    page: viewer?.data ?? {},
  });
  expect(brief(found)).toEqual([['/cats/t/one.jpg', undefined, 1]]);
});

test('a thumbnail whose page is not going to be read is saved itself', async () => {
  const html =
    '<a href="https://elsewhere.example/one"><img src="t/one.jpg"></a><a href="two.html"><img src="t/two.jpg"></a>';
  expect(brief(await requests(html, { maxDepth: 0 }))).toEqual([
    ['/cats/t/one.jpg', undefined, 1],
    ['/cats/t/two.jpg', undefined, 2],
  ]);
});

test('pages stay on the site; www. and other hosts by --span-hosts', async () => {
  const html =
    '<a href="/dogs/">d</a><a href="https://www.example.org/x/">w</a><a href="https://other.example/">o</a><a href="a.zip">z</a><a href="p.jpg">p</a>';
  const urls = async (setting: Setting) =>
    (await requests(html, { scope: 'site', ...setting })).pages.map(({ url }) => url);
  expect(await urls({})).toEqual(['https://example.org/dogs/', 'https://www.example.org/x/']);
  expect(await urls({ spanHosts: true })).toContain('https://other.example/');
  expect(await urls({ exclude: ['*/dogs/*'] })).toEqual(['https://www.example.org/x/']);
  expect(await urls({ include: ['/\\/dogs\\/$/'] })).toEqual(['https://example.org/dogs/']);
  expect(await urls({ include: ['dogs'] })).toEqual(['https://example.org/dogs/']);
});

test('excluded pictures are recorded as skipped; include does not concern pictures', async () => {
  const html = '<img src="old/one.jpg"><img src="https://cdn.example/a.jpg">';
  const { images } = await requests(html, { exclude: ['/old/'], include: ['*/cats/*'] });
  expect(images.map(({ skip }) => skip)).toEqual(['excluded', undefined]);
});

test('pagination does not count as depth, keeps the gallery, and numbers the page', async () => {
  const html = '<a rel="next" href="?page=2">next</a><a href="sub/">sub</a>';
  const { pages } = await requests(html, { depth: 3, maxDepth: 3 });
  expect(
    pages.map(({ url, depth, skip, data }) => [url, depth, skip, data.gallery, data.page]),
  ).toEqual([
    ['https://example.org/cats/?page=2', 3, undefined, 'cats', 2],
    ['https://example.org/cats/sub/', 4, 'max_depth', 'cats/sub', 1],
  ]);
});

test('what cannot be fetched is recorded with its rule', async () => {
  const { images } = await requests(
    '<img src="data:image/png;base64,AAAA"><img src="ftp://example.org/a.jpg">',
  );
  expect(images.map(({ skip }) => skip).sort()).toEqual(['data_url', 'unsupported_scheme']);
});

test('a start URL that is a picture is fetched as one', () => {
  expect(startRequest('https://example.org/cats/tabby.JPG')).toMatchObject({
    kind: 'image',
    data: { gallery: 'cats' },
  });
});

test('a pattern with stars is matched in linear time', () => {
  const scope = createScope({
    start: [START],
    spanHosts: false,
    include: [],
    exclude: ['*a'.repeat(30) + 'b'],
  });
  expect(scope.allowsPicture(`https://example.org/${'a'.repeat(50_000)}`)).toBe(true);
});

test('thumbnails that all lead to one page which shows less than they do are saved themselves', async () => {
  const html = [1, 2, 3].map((n) => `<a href="/login"><img src="p${n}.jpg"></a>`).join('');
  const {
    pages: [login],
  } = await requests(html);
  const found = await requests('<img src="/logo.png">', {
    url: 'https://example.org/login',
    page: login?.data ?? {},
  });
  expect(found.images.map(({ url, skip }) => [new URL(url).pathname, skip])).toEqual(
    [
      ['/cats/p1.jpg', undefined],
      ['/cats/p2.jpg', undefined],
      ['/cats/p3.jpg', undefined],
      ['/logo.png', undefined],
    ].sort((a, b) => (a[0] === '/logo.png' ? -1 : b[0] === '/logo.png' ? 1 : 0)),
  );
});

test('a thumbnail whose page is in the queue already is saved itself, unless it is known too', async () => {
  const html = '<a href="/login"><img src="p.jpg"></a>';
  const login = 'https://example.org/login';
  const picture = 'https://example.org/cats/p.jpg';
  const skips = async (known: string[]) =>
    (await requests(html, { known })).images.map(({ skip }) => skip);
  expect(await skips([])).toEqual(['thumbnail']);
  expect(await skips([login])).toEqual([undefined]);
  expect(await skips([login, picture])).toEqual(['thumbnail']);
});

test('the only picture of a viewer page is saved, though a click on it leads to the next', async () => {
  const {
    pages: [viewer],
  } = await requests('<a href="v1"><img src="t1.jpg"></a>');
  const found = await requests('<a href="v2"><img src="full1.jpg"></a>', {
    url: 'https://example.org/cats/v1',
    page: viewer?.data ?? {},
  });
  expect(brief(found)).toEqual([['/cats/full1.jpg', undefined, 1]]);
});

test('a page that sends its visitors on hands its place and its thumbnails to the next', async () => {
  const {
    pages: [viewer],
  } = await requests('<a href="one.html"><img src="t/one.jpg"></a>');
  const html =
    '<meta http-equiv="refresh" content="0; url=/real/one.html"><a href="/real/one.html">x</a>';
  const setting = {
    url: 'https://example.org/cats/one.html',
    page: { ...viewer?.data, page: 3 },
    depth: 2,
    maxDepth: 2,
  };
  const { pages, images } = await requests(html, setting);
  expect(images).toEqual([]);
  expect(pages).toMatchObject([
    {
      url: 'https://example.org/real/one.html',
      depth: 2,
      data: {
        gallery: 'cats/one',
        page: 3,
        thumbnails: [{ url: 'https://example.org/cats/t/one.jpg' }],
      },
    },
  ]);
  expect(pages[0]?.skip).toBeUndefined();
  // The next page is in the queue already, and does not hear of the thumbnails any more.
  const known = await requests(html, { ...setting, known: ['https://example.org/real/one.html'] });
  expect(brief(known)).toEqual([['/cats/t/one.jpg', undefined, 1]]);
});

test('a refresh to the page itself, to another site or to a file is not followed', async () => {
  const pages = async (url: string) =>
    (await requests(`<meta http-equiv=refresh content="5; url=${url}">`)).pages;
  expect(await pages(START)).toEqual([]);
  expect(await pages('https://other.example/')).toEqual([]);
  expect(await pages('/a.zip')).toEqual([]);
});

const LOGO = '<header><a href="/"><img class="logo" src="/logo.png"></a></header>';

test('decoration is recorded as skipped by its rule, and saved by --all', async () => {
  const html = `${LOGO}<img src="a.jpg"><img src="b.jpg">`;
  expect(brief(await requests(html)).sort()).toEqual([
    ['/cats/a.jpg', undefined, 2],
    ['/cats/b.jpg', undefined, 3],
    ['/logo.png', 'logo', 1],
  ]);
  const all = await requests(html, { keepAll: true, url: `${START}x.html` });
  expect(all.images.filter(({ skip }) => skip === 'logo')).toEqual([]);
});

test('decoration that is excluded too is skipped as excluded', async () => {
  const html = `${LOGO}<img src="a.jpg">`;
  const { images } = await requests(html, { exclude: ['/logo'] });
  expect(images.find(({ url }) => url.endsWith('logo.png'))?.skip).toBe('excluded');
});

test('beside decoration, one picture on a page that a thumbnail led to takes its place', async () => {
  const {
    pages: [viewer],
  } = await requests('<img src="x.jpg"><a href="one.html"><img src="t/one.jpg"></a>');
  const setting = { url: `${START}one.html`, page: viewer?.data ?? {} };
  const found = await requests(`${LOGO}<a href="two.html"><img src="one.jpg"></a>`, setting);
  expect(found.images.find(({ skip }) => skip === undefined)).toMatchObject({
    url: 'https://example.org/cats/one.jpg',
    data: { gallery: 'cats', num: 2 },
  });
});

test('a page with nothing but decoration gives its thumbnails back', async () => {
  const {
    pages: [viewer],
  } = await requests('<a href="one.html"><img src="t/one.jpg"></a>');
  const setting = { url: `${START}one.html`, page: viewer?.data ?? {} };
  const html = `${LOGO}<footer><img src="/pattern.png"></footer>`;
  expect(brief(await requests(html, setting))).toContainEqual(['/cats/t/one.jpg', undefined, 1]);
});

test('what a thumbnail led to is no decoration, if it looks like it', async () => {
  const {
    pages: [viewer],
  } = await requests('<img src="x.jpg"><a href="one.html"><img src="thumbs/logo.png"></a>');
  const setting = { url: `${START}one.html`, page: viewer?.data ?? {} };
  const found = await requests(`<img src="/a.svg"><img src="logo.png" class="logo">`, setting);
  expect(brief(found)).toContainEqual(['/cats/logo.png', undefined, 2]);
});

describe('other renditions of a picture wait with it', () => {
  const othersOf = async (html: string, setting?: Setting) => {
    const { images } = await requests(html, setting);
    return images[0]?.data.others;
  };
  const set = (...names: string[]) =>
    `<img srcset="${names.map((name, n) => `${name} ${1000 - n}w`).join(', ')}">`;

  test('best first, at most five, each once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `/${name}.jpg`);
    const [, ...smaller] = names.map((name) => `https://example.org${name}`);
    expect(await othersOf(set(...names))).toEqual(smaller.slice(0, 5));
    expect(await othersOf(set('/a.jpg', '/b.jpg', '/a.jpg', '/b.jpg'))).toEqual([smaller[0]]);
  });

  test('none where there is none', async () => {
    const { images } = await requests('<img src="a.jpg">');
    expect(images[0]?.data).not.toHaveProperty('others');
  });

  test('without those that are excluded, very long, or cannot be fetched', async () => {
    const names = [
      '/a.jpg',
      '/b.jpg',
      `/${'c'.repeat(2_000)}.jpg`,
      'ftp://h.example/d.jpg',
      '/e.jpg',
    ];
    expect(await othersOf(set(...names), { exclude: ['*/b.jpg'] })).toEqual([
      'https://example.org/e.jpg',
    ]);
  });

  test('without what stands in until they are loaded', async () => {
    const lazy = (name: string) => `<img src="/assets/one-for-all.svg" data-src="/${name}.jpg">`;
    const { images } = await requests(
      `${lazy('a')}${lazy('b')}<img src="/spinner.gif" data-src="/c.jpg">` +
        '<img srcset="/d.jpg 900w, /d-blurred.jpg 40w, /d-small.jpg 200w">',
    );
    const others = images.flatMap(({ url, data }) => [[url.slice(-5), data.others]]);
    expect(Object.fromEntries(others)).toEqual({
      'a.jpg': undefined,
      'b.jpg': undefined,
      'c.jpg': undefined,
      'd.jpg': ['https://example.org/d-small.jpg'],
    });
  });

  test('of a viewer the thumbnail that led there is the last', async () => {
    const { pages } = await requests(`<a href="one.html">${set('/t2.jpg', '/t1.jpg')}</a>`);
    const { images } = await requests(set('/large.jpg', '/medium.jpg'), {
      url: 'https://example.org/cats/one.html',
      page: pages[0]?.data ?? {},
    });
    expect(images.map(({ data }) => data.others)).toEqual([
      ['/medium.jpg', '/t2.jpg', '/t1.jpg'].map((path) => `https://example.org${path}`),
    ]);
  });

  test('also with a thumbnail that waits for its page', async () => {
    const { pages } = await requests(`<a href="one.html">${set('/t2.jpg', '/t1.jpg')}</a>`);
    expect(pages[0]?.data.thumbnails?.[0]?.data.others).toEqual(['https://example.org/t1.jpg']);
  });
});

test('a picture in a small size waits for the page with the larger one, in the place of its thumbnail', async () => {
  const [thumbnail] = (await requests('<img src="x_thumb.jpg">')).images;
  const page = { gallery: 'x', thumbnails: thumbnail ? [thumbnail] : [] };
  const url = 'https://example.org/cats/x.html';
  const html = '<img src="x_small.jpg"><a href="x_medium.html">medium</a>';
  const { images, pages } = await requests(html, { url, page });
  expect(images.map(({ skip }) => skip)).toEqual(['thumbnail']);
  expect(pages[0]?.data.thumbnails?.map(({ data }) => data.gallery)).toEqual(['cats']);
  // Even when that page was queued before this one was read.
  const late = await requests(html, {
    url,
    page,
    known: ['https://example.org/cats/x_medium.html'],
  });
  expect(late.images.map(({ skip }) => skip)).toEqual(['thumbnail']);
});

test('a start URL whose links all lead outside of its folder is warned of', async () => {
  const html = '<a href="/2024/one/">One</a> <a href="/">Home</a>';
  const warned: string[] = [];
  expect((await requests(html, { warned })).pages).toEqual([]);
  expect(warned).toEqual(['scope']);
  await requests(`${html}<a href="below/">Below</a>`, { warned });
  await requests('<a href="/">Home</a>', { warned });
  await requests(html, { warned, scope: 'site' });
  expect(warned).toEqual(['scope']);
});
