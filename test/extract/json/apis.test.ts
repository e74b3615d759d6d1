import { expect, test } from 'vitest';
import { links, pictures, readJson } from '../documents.ts';

const media = (n: number, more: object = {}) => ({
  id: n,
  source_url: `/up/${n}-scaled.jpg`,
  mime_type: 'image/jpeg',
  title: { rendered: `No. ${n} &#8211; a boat` },
  caption: { rendered: '<p>Seen <b>at noon</b></p>\n' },
  media_details: {
    width: 2560,
    original_image: `${n}.jpg`,
    sizes: {
      thumbnail: { source_url: `/up/${n}-150x150.jpg`, width: 150 },
      large: { source_url: `/up/${n}-1024x683.jpg`, width: 1024 },
    },
  },
  ...more,
});

test('WordPress: the original of each picture, its copies behind it, its texts without markup', async () => {
  const value = [media(1), media(2, { mime_type: 'video/mp4' })];
  const content = await readJson(value, { url: 'https://site.test/wp-json/wp/v2/media' });
  expect(pictures(content)).toEqual([
    'up/1.jpg < up/1-scaled.jpg < up/1-1024x683.jpg < up/1-150x150.jpg | title: No. 1 – a boat | caption: Seen at noon',
  ]);
  expect(links(content)).toEqual([]);
});

test.each([
  ['a full page has another', '?per_page=2&page=3', {}, ['+wp?per_page=2&page=4*']],
  ['one that is not full has none', '?per_page=3', {}, []],
  ['the header tells', '?per_page=2', { totalPages: 1 }, []],
  ['the header tells of more', '?per_page=2', { totalPages: 2 }, ['+wp?per_page=2&page=2*']],
  [
    'Link tells',
    '?per_page=2',
    { link: '<https://site.test/wp?page=2>; rel="prev", </wp?page=9>; rel=next', totalPages: 9 },
    ['+wp?page=9*'],
  ],
])('WordPress, paging: %s', async (_, query, paging, expected) => {
  const value = [media(1), media(2)];
  const content = await readJson(value, { url: `https://site.test/wp${query}`, paging });
  expect(links(content)).toEqual(expected);
});

test('WordPress: posts give the pictures of their text, and lead to their featured one', async () => {
  const post = {
    link: 'https://site.test/2024/harbour/',
    title: { rendered: 'Harbour' },
    content: { rendered: '<p><img src="a.jpg" alt="A quay"></p>' },
    _links: { 'wp:featuredmedia': [{ href: 'https://site.test/wp-json/wp/v2/media/7' }] },
  };
  const content = await readJson([post]);
  expect(pictures(content)).toEqual(['2024/harbour/a.jpg | title: Harbour | alt: A quay']);
  expect(links(content)).toEqual(['wp-json/wp/v2/media/7*']);
});

const API = 'https://site.test/w/api.php?action=query&format=json';

test('MediaWiki: files of pages, and where the answer goes on', async () => {
  const value = {
    continue: { gcmcontinue: 'file|42', continue: 'gcmcontinue||' },
    query: {
      pages: {
        '12': {
          title: 'File:Old harbour.jpg',
          imageinfo: [
            { url: '/img/Old_harbour.jpg', width: 4000, thumburl: '/t/800.jpg', thumbwidth: 800 },
            { url: '/img/archive/Old_harbour.jpg' },
          ],
        },
        '13': { title: 'File:Song.ogg', imageinfo: [{ url: '/img/s.ogg', mime: 'audio/ogg' }] },
      },
    },
  };
  const content = await readJson(value, { url: `${API}&prop=imageinfo&iiprop=url` });
  expect(pictures(content)).toEqual(['img/Old_harbour.jpg < t/800.jpg | title: Old harbour']);
  expect(links(content)).toEqual([
    '+w/api.php?action=query&format=json&prop=imageinfo&iiprop=url&gcmcontinue=file%7C42&continue=gcmcontinue%7C%7C*',
  ]);
});

test('MediaWiki: the members of a category are asked for their files', async () => {
  const value = { query: { categorymembers: [{ title: 'File:A.jpg' }] } };
  const url = `${API}&list=categorymembers&cmtitle=Category:Boats&cmlimit=10`;
  const [link = ''] = (await readJson(value, { url })).links.map((each) => each.url);
  expect(Object.fromEntries(new URL(link).searchParams)).toEqual({
    action: 'query',
    format: 'json',
    generator: 'categorymembers',
    gcmtitle: 'Category:Boats',
    gcmtype: 'file',
    gcmlimit: '50',
    prop: 'imageinfo',
    iiprop: 'url|size|mime',
  });
});

test('IIIF Presentation 3: each canvas at its full size; a choice is several pictures', async () => {
  const body = (n: number, type = 'ImageService3') => ({
    type: 'Image',
    id: `https://site.test/i/${n}/full/400,/0/default.jpg`,
    service: [{ id: `https://site.test/i/${n}`, type, width: 9000 }],
  });
  const canvas = (label: string, given: unknown) => ({
    type: 'Canvas',
    label: { en: [label] },
    items: [{ type: 'AnnotationPage', items: [{ type: 'Annotation', body: given }] }],
  });
  const value = {
    '@context': 'http://iiif.io/api/presentation/3/context.json',
    type: 'Manifest',
    label: { de: ['Ein Buch'] },
    items: [
      canvas('1r', body(1)),
      canvas('1v', { type: 'Choice', items: [body(2, 'ImageService2'), body(3)] }),
      canvas('2r', { type: 'Video', id: 'https://site.test/film.mp4' }),
      canvas('2v', { type: 'Image', id: 'https://site.test/plain.jpg' }),
    ],
  };
  const content = await readJson(value);
  expect(content.title).toBe('Ein Buch');
  expect(pictures(content)).toEqual([
    'i/1/full/max/0/default.jpg < i/1/full/400,/0/default.jpg | title: 1r',
    'i/2/full/full/0/default.jpg < i/2/full/400,/0/default.jpg | title: 1v',
    'i/3/full/max/0/default.jpg < i/3/full/400,/0/default.jpg | title: 1v',
    'plain.jpg | title: 2v',
  ]);
});

test('IIIF Presentation 2: canvases of sequences; a service of version 1 has other words', async () => {
  const image = (service: object) => ({
    label: 'p. 1',
    images: [{ resource: { '@id': '/small.jpg', '@type': 'dctypes:Image', service } }],
  });
  const context = 'http://library.stanford.edu/iiif/image-api/1.1/context.json';
  const value = {
    '@type': 'sc:Manifest',
    label: [{ '@value': 'A book', '@language': 'en' }],
    sequences: [
      {
        canvases: [
          image({ '@id': '/i/1/', profile: 'http://iiif.io/api/image/2/level1.json' }),
          image({ '@id': '/i/2', '@context': context }),
          image({ '@id': '/auth', profile: 'http://iiif.io/api/auth/1/login' }),
        ],
      },
    ],
  };
  const content = await readJson(value);
  expect(content.title).toBe('A book');
  expect(pictures(content)).toEqual([
    'i/1/full/full/0/default.jpg | title: p. 1',
    'i/2/full/full/0/native.jpg | title: p. 1',
    'small.jpg | title: p. 1',
  ]);
});

test('IIIF: a collection leads to its manifests', async () => {
  const three = {
    type: 'Collection',
    items: [
      { type: 'Manifest', id: '/m/1/manifest.json', label: { en: ['One'] } },
      { type: 'Collection', id: '/c/2' },
    ],
  };
  expect(links(await readJson(three))).toEqual(['m/1/manifest.json*', 'c/2*']);
  const two = { '@type': 'sc:Collection', manifests: [{ '@id': '/m/3' }], next: '/c?page=2' };
  expect(links(await readJson(two))).toEqual(['m/3*', '+c?page=2*']);
});

test.each([
  [{ id: '/i/1', '@context': 'http://iiif.io/api/image/3/context.json' }, 'full/max/0/default.jpg'],
  [
    { '@id': '/i/1', profile: ['http://iiif.io/api/image/2/level2.json'], width: 7000 },
    'full/full/0/default.jpg',
  ],
  [
    {
      '@id': '/i/1',
      protocol: 'http://iiif.io/api/image',
      profile: ['http://iiif.io/api/image/2/level2.json', { maxWidth: 2000 }],
    },
    'full/max/0/default.jpg',
  ],
])('IIIF Image: %j', async (value, expected) => {
  expect(pictures(await readJson(value))).toEqual([`i/1/${expected}`]);
});

test('JSON Feed: attachments, images and the pictures of the text, and where it goes on', async () => {
  const value = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Boats',
    next_url: '/feed?page=2',
    items: [
      {
        url: '/2024/quay/',
        title: 'A quay',
        image: '/big.jpg',
        attachments: [
          { url: '/sound.mp3', mime_type: 'audio/mpeg' },
          { url: '/scan', mime_type: 'image/tiff' },
        ],
        content_html: '<img src="inside.jpg"><img src="/big.jpg">',
      },
    ],
  };
  const content = await readJson(value);
  expect(content.title).toBe('Boats');
  expect(pictures(content)).toEqual([
    'scan | title: A quay | on: 2024/quay/',
    'big.jpg | title: A quay | on: 2024/quay/',
    '2024/quay/inside.jpg | title: A quay | on: 2024/quay/',
  ]);
  expect(links(content)).toEqual(['2024/quay/', '+feed?page=2*']);
});

test('fgallery: the original, else the large one', async () => {
  const value = {
    name: 'Summer',
    data: [
      {
        img: ['imgs/a b.jpg', [1600, 1200]],
        thumb: ['thumbs/a b.jpg', [150, 112]],
        file: ['files/a b.jpg', [6000, 4500]],
        caption: ['Quay', 'at noon'],
      },
      { img: ['imgs/c.jpg', [1600, 1200]], thumb: ['thumbs/c.jpg', [150, 112]] },
    ],
  };
  const content = await readJson(value, { url: 'https://site.test/g/data.json' });
  expect(pictures(content)).toEqual([
    'g/files/a%20b.jpg < g/imgs/a%20b.jpg < g/thumbs/a%20b.jpg | title: Quay | caption: at noon',
    'g/imgs/c.jpg < g/thumbs/c.jpg',
  ]);
});
