import { expect, test } from 'vitest';
import { extractPage } from '../../src/extract/index.ts';
import { createScope, startRequest } from '../../src/gallery/index.ts';
import { requestsOf } from '../../src/gallery/requests.ts';
import type { LeasedGallery, NewImageRequest } from '../../src/model.ts';

const START = 'https://example.org/cats/';

interface Setting {
  url?: string;
  page?: Partial<LeasedGallery['data']>;
  depth?: number;
  maxDepth?: number;
  exclude?: string[];
  include?: string[];
  spanHosts?: boolean;
}

function requests(html: string, setting: Setting = {}) {
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
  return requestsOf(extractPage({ html, url }), {
    page: lease,
    finalUrl: url,
    sessionId: 's1',
    scope: createScope({ start: [START], spanHosts, include, exclude }),
    maxDepth: setting.maxDepth,
  });
}
const brief = ({ images }: { images: NewImageRequest[] }) =>
  images.map(({ url, skip, data }) => [url.replace('https://example.org', ''), skip, data.num]);

test('pictures carry where they stood, their text and the session', () => {
  const { images } = requests('<img src="a.jpg" alt="A cat"><img src="b.jpg">');
  expect(images[0]).toMatchObject({
    kind: 'image',
    url: 'https://example.org/cats/a.jpg',
    host: 'example.org',
    pageUrl: START,
    data: { gallery: 'cats', page: 1, num: 1, alt: 'A cat', sessionId: 's1' },
  });
  expect(images[1]?.data.num).toBe(2);
});

test('a thumbnail that links to a page is skipped, and waits with that page', () => {
  const { images, pages } = requests('<a href="one.html"><img src="t/one.jpg"></a>');
  expect(images.map(({ skip }) => skip)).toEqual(['thumbnail']);
  expect(pages[0]?.data.thumbnails?.[0]).toMatchObject({
    url: 'https://example.org/cats/t/one.jpg',
  });
  expect(pages[0]?.data.thumbnails?.[0]?.skip).toBeUndefined();
});

test('the picture of a viewer page takes the place of its thumbnail', () => {
  const [viewer] = requests('<img src="x.jpg"><a href="one.html"><img src="t/one.jpg"></a>').pages;
  const found = requests('<img src="one.jpg"><a href="two.html"><img src="t/two.jpg"></a>', {
    url: 'https://example.org/cats/one.html',
    page: viewer?.data ?? {},
  });
  expect(found.images[0]).toMatchObject({
    url: 'https://example.org/cats/one.jpg',
    data: { gallery: 'cats', num: 2 },
  });
});

test('a page that shows nothing gives its thumbnails back', () => {
  const [viewer] = requests('<a href="one.html"><img src="t/one.jpg"></a>').pages;
  const found = requests('<p>gone</p>', {
    url: 'https://example.org/cats/one.html',
    page: viewer?.data ?? {},
  });
  expect(brief(found)).toEqual([['/cats/t/one.jpg', undefined, 1]]);
});

test('a thumbnail whose page is not going to be read is saved itself', () => {
  const html =
    '<a href="https://elsewhere.example/one"><img src="t/one.jpg"></a><a href="two.html"><img src="t/two.jpg"></a>';
  expect(brief(requests(html, { maxDepth: 0 }))).toEqual([
    ['/cats/t/one.jpg', undefined, 1],
    ['/cats/t/two.jpg', undefined, 2],
  ]);
});

test('pages stay on the site; www. and other hosts by --span-hosts', () => {
  const html =
    '<a href="/dogs/">d</a><a href="https://www.example.org/x/">w</a><a href="https://other.example/">o</a><a href="a.zip">z</a><a href="p.jpg">p</a>';
  const urls = (setting: Setting) => requests(html, setting).pages.map(({ url }) => url);
  expect(urls({})).toEqual(['https://example.org/dogs/', 'https://www.example.org/x/']);
  expect(urls({ spanHosts: true })).toContain('https://other.example/');
  expect(urls({ exclude: ['*/dogs/*'] })).toEqual(['https://www.example.org/x/']);
  expect(urls({ include: ['/\\/dogs\\/$/'] })).toEqual(['https://example.org/dogs/']);
  expect(urls({ include: ['dogs'] })).toEqual(['https://example.org/dogs/']);
});

test('excluded pictures are recorded as skipped; include does not concern pictures', () => {
  const html = '<img src="ads/banner.jpg"><img src="https://cdn.example/a.jpg">';
  const { images } = requests(html, { exclude: ['/ads/'], include: ['*/cats/*'] });
  expect(images.map(({ skip }) => skip)).toEqual(['excluded', undefined]);
});

test('pagination does not count as depth, keeps the gallery, and numbers the page', () => {
  const html = '<a rel="next" href="?page=2">next</a><a href="sub/">sub</a>';
  const { pages } = requests(html, { depth: 3, maxDepth: 3 });
  expect(
    pages.map(({ url, depth, skip, data }) => [url, depth, skip, data.gallery, data.page]),
  ).toEqual([
    ['https://example.org/cats/?page=2', 3, undefined, 'cats', 2],
    ['https://example.org/cats/sub/', 4, 'max_depth', 'cats/sub', 1],
  ]);
});

test('what cannot be fetched is recorded with its rule', () => {
  const { images } = requests(
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
