import { expect, test } from 'vitest';
import { extractDocument, parsePage } from '../../../src/extract/index.ts';
import { links, pictures, readJson } from '../documents.ts';

test.each<[string, unknown, string[]]>([
  [
    'sizes of one picture, the largest first',
    { photos: [{ title: 'A', src: { medium: '/m.jpg', original: '/o.jpg', tiny: '/t.jpg' } }] },
    ['o.jpg < m.jpg < t.jpg | title: A'],
  ],
  [
    'widths decide where all tell',
    {
      image: {
        sizes: [
          { url: '/300.jpg', width: 300 },
          { url: '/900.jpg', width: 900 },
        ],
      },
    },
    ['900.jpg < 300.jpg'],
  ],
  [
    'widths as keys',
    { images: { '200': { url: '/200.jpg' }, '1200': { url: '/1200.jpg' } } },
    ['1200.jpg < 200.jpg'],
  ],
  [
    'a thumbnail beside its picture',
    [{ thumb_url: '/t.jpg', url: '/a.jpg', width: 800 }],
    ['a.jpg < t.jpg'],
  ],
  ['a list of pictures', { images: ['/a.jpg', '/b.jpg'] }, ['a.jpg', 'b.jpg']],
  ['a list of objects', { media: [{ url: '/a.jpg' }, { url: '/b.jpg' }] }, ['a.jpg', 'b.jpg']],
  [
    'what keys do not tell to be one is two',
    { before: '/a.jpg', after: '/b.jpg' },
    ['a.jpg', 'b.jpg'],
  ],
  [
    'numbers of pictures are no sizes',
    { image_1: '/a.jpg', image_2: '/b.jpg' },
    ['a.jpg', 'b.jpg'],
  ],
  [
    'a bare name beside a path is no address',
    { name: 'IMG_1.jpg', url: '/x/IMG_1.jpg' },
    ['x/IMG_1.jpg | title: IMG_1.jpg'],
  ],
  ['text is no address', { text: 'see a.jpg and b.jpg' }, []],
  ['markup', { body: '<p><img src="/in.jpg"></p>' }, ['in.jpg']],
  ['a page has no name of a picture', { url: '/page.html', other: 5, none: null }, []],
])('%s', async (_, value, expected) => {
  expect(pictures(await readJson(value))).toEqual(expected);
});

test('faces, marks and icons are no pictures of it', async () => {
  const value = { user: { avatar: { url: '/face.jpg' } }, logo: '/logo.png', image: '/a.jpg' };
  expect(pictures(await readJson(value))).toEqual(['a.jpg']);
});

test.each([
  [{ next: 'https://site.test/p/2' }, ['+p/2*']],
  [{ meta: { pagination: { next_page_url: '/p/2' } } }, ['+p/2*']],
  [{ links: { next: { href: '/p/2' } } }, ['+p/2*']],
  [{ next: 'MjAyNA==' }, []],
  [{ story: { next: '/p/2' } }, []],
])('the next page: %j', async (value, expected) => {
  expect(links(await readJson(value))).toEqual(expected);
});

test.each<[string, string[]]>([
  ['items[*].image.url', ['1', '2']],
  ['$.items[1].image.url', ['2']],
  ['..url', ['1', '2', '3']],
  ['items.*.image.url', ['1', '2']],
  ["['items'][0]['image'].url", ['1']],
  ['more.list', ['4', '5']],
  ['nothing[*].here', []],
])('the rule %s', async (path, expected) => {
  const value = {
    items: [{ image: { url: '/1' } }, { image: { url: '/2' } }],
    more: { url: '/3', list: ['/4', '/5'] },
  };
  expect(pictures(await readJson(value, { path }))).toEqual(expected);
});

test('the next page by the headers, of documents and of pages', async () => {
  const paging = { link: '</other>; rel="prev", </list?after=9>; rel="last next"; title="a, b"' };
  expect(links(await readJson([], { paging }))).toEqual(['+list?after=9*']);
  const $ = await parsePage('<a href="/list?after=9">more of it</a>');
  const url = 'https://site.test/list';
  const html = await extractDocument({ kind: 'html', $, url, paging });
  expect(links(html)).toEqual(['+list?after=9*']);
});
