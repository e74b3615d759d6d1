import { describe, expect, it } from 'vitest';
import { extract, fate, fates, onlyPicture } from './helpers.ts';

const meta = (property: string, content: string) =>
  `<meta property="${property}" content="${content}">`;
const og = (content: string) => meta('og:image', content);
const ld = (value: unknown) =>
  `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const SHOWN = '<img src="a.jpg"><img src="b.jpg">';

describe('a page that shows no picture is taken at its word', () => {
  it.each<[string, string, string[]]>([
    ['og:image', og('a.jpg'), ['a.jpg']],
    ['og:image by name', '<meta name="og:image" content="a.jpg">', ['a.jpg']],
    ['og:image:url', meta('og:image:url', 'a.jpg'), ['a.jpg']],
    [
      'og:image:secure_url in place of the other',
      og('http://site.test/album/a.jpg') +
        meta('og:image:secure_url', 'https://site.test/album/a.jpg'),
      ['https://site.test/album/a.jpg'],
    ],
    ['several of Open Graph', og('a.jpg') + og('b.jpg'), ['a.jpg', 'b.jpg']],
    ['twitter:image', '<meta name="twitter:image" content="a.jpg">', ['a.jpg']],
    ['twitter:image:src', '<meta name="twitter:image:src" content="a.jpg">', ['a.jpg']],
    ['image_src', '<link rel="image_src" href="a.jpg">', ['a.jpg']],
    ['preload', '<link rel="preload" as="image" href="a.jpg">', ['a.jpg']],
    [
      'preload with sizes',
      '<link rel="preload" as="image" href="s.jpg" imagesrcset="s.jpg 300w, l.jpg 900w">',
      ['l.jpg < s.jpg'],
    ],
    ['itemprop of meta', '<meta itemprop="image" content="a.jpg">', ['a.jpg']],
    ['itemprop of link', '<link itemprop="contentUrl" href="a.jpg">', ['a.jpg']],
    ['thumbnailUrl', '<meta itemprop="thumbnailUrl" content="t.jpg">', ['t.jpg']],
    [
      'Open Graph before the card',
      `<meta name="twitter:image" content="card.jpg">${og('a.jpg')}`,
      ['a.jpg'],
    ],
    ['one URL in two places', `${og('a.jpg')}<link rel="image_src" href="a.jpg">`, ['a.jpg']],
    [
      'two sizes of one name',
      `${og('a-300x200.jpg')}<meta name="twitter:image" content="a-1200x800.jpg">`,
      ['a-1200x800.jpg < a-300x200.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(`<head>${html}</head><p>text</p>`)).toEqual(expected);
  });

  it.each([
    '<link rel="icon" href="a.png">',
    '<link rel="apple-touch-icon" href="a.png">',
    '<link rel="preload" as="font" href="a.woff2">',
    '<link rel="preload" as="image" href="icons.svg">',
    meta('og:image', ''),
    meta('og:image', 'data:image/gif;base64,AA'),
    meta('og:video', 'a.jpg'),
  ])('not by %s', (html) => {
    expect(extract(html)).toMatchObject({ pictures: [], refused: [] });
  });

  it('keeps what is said of the picture', () => {
    const { chosen, alt } = onlyPicture(
      og('a.jpg') +
        meta('og:image:width', '1200') +
        meta('og:image:height', '630') +
        meta('og:image:alt', 'A sea'),
    );
    expect(chosen).toMatchObject({ source: 'open-graph', width: 1200 });
    expect(alt).toBe('A sea');
  });
});

describe('beside pictures that the page shows', () => {
  it.each<[string, string, string[]]>([
    ['a share card is none of them', og('card.jpg') + SHOWN, ['a.jpg', 'b.jpg']],
    [
      'nor is what is loaded early',
      `<link rel="preload" as="image" href="hero.jpg">${SHOWN}`,
      ['a.jpg', 'b.jpg'],
    ],
    ['the same URL is the same picture', og('b.jpg') + SHOWN, ['a.jpg', 'b.jpg']],
    [
      'a larger rendition is chosen',
      `${og('a.jpg')}<img src="a-300x200.jpg"><img src="b.jpg">`,
      ['a.jpg < a-300x200.jpg', 'b.jpg'],
    ],
    [
      'a smaller one is one of the others',
      `${og('a-300x200.jpg')}<img src="a-1024x768.jpg">`,
      ['a-1024x768.jpg < a-300x200.jpg'],
    ],
    [
      'a linked file stays chosen',
      `${og('originals/a.jpg')}<a href="a.jpg"><img src="a-300x200.jpg"></a>`,
      ['a.jpg < a-300x200.jpg < originals/a.jpg'],
    ],
    [
      'the same file in another size by its query',
      `${og('a.jpg?w=1200')}<img src="a.jpg?w=300">`,
      ['a.jpg?w=300 < a.jpg?w=1200'],
    ],
    ['names alone prove nothing', `${og('b/a.jpg')}<img src="c/a.jpg">`, ['c/a.jpg']],
    [
      'a smaller rendition of a file that is named is no picture of its own',
      `${og('a_b.jpg')}<img src="a_s.jpg"><img src="a_b.jpg">`,
      ['a_b.jpg < a_s.jpg'],
    ],
    ['a stand-in is no picture', `${og('a.jpg')}<img src="spacer.gif">`, ['spacer.gif', 'a.jpg']],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });

  it('lends them its words', () => {
    const { alt } = onlyPicture(`${og('a.jpg')}${meta('og:image:alt', 'A')}<img src="a.jpg">`);
    expect(alt).toBe('A');
  });
});

describe('JSON-LD', () => {
  it.each<[string, unknown, string[]]>([
    ['image as a URL', { '@type': 'Article', image: '/a' }, ['a']],
    ['several', { '@type': 'Product', image: ['a.jpg', 'b.jpg'] }, ['a.jpg', 'b.jpg']],
    ['an ImageObject', { image: { '@type': 'ImageObject', url: 'a.jpg' } }, ['a.jpg']],
    [
      'its file before its page and its thumbnail',
      {
        '@type': 'ImageObject',
        thumbnailUrl: 't.jpg',
        url: 'view.html',
        contentUrl: 'a.jpg',
      },
      ['a.jpg < t.jpg'],
    ],
    [
      'its thumbnail as an object',
      { '@type': 'Photograph', contentUrl: 'a.jpg', thumbnail: { contentUrl: 't.jpg' } },
      ['a.jpg < t.jpg'],
    ],
    [
      'in a graph',
      {
        '@graph': [
          { '@type': 'WebPage', primaryImageOfPage: { '@id': '#p' } },
          { '@type': 'ImageObject', '@id': '#p', url: 'a.jpg', contentUrl: 'a.jpg' },
        ],
      },
      ['a.jpg'],
    ],
    [
      'in a gallery',
      {
        '@type': 'ImageGallery',
        associatedMedia: [
          { '@type': 'ImageObject', contentUrl: 'a.jpg' },
          { '@type': 'ImageObject', contentUrl: 'b.jpg' },
        ],
      },
      ['a.jpg', 'b.jpg'],
    ],
    ['a thumbnail where there is nothing else', { thumbnailUrl: 't.jpg' }, ['t.jpg']],
    [
      'no marks and faces',
      {
        publisher: { logo: { '@type': 'ImageObject', url: 'logo.png' } },
        author: { '@type': 'Person', image: 'face.jpg' },
        logo: 'logo.png',
      },
      [],
    ],
    ['character references all the same', { image: 'a.jpg?w=1&amp;h=2' }, ['a.jpg?w=1&h=2']],
  ])('%s', (_what, value, expected) => {
    expect(fates(ld(value))).toEqual(expected);
  });

  it('that is none is passed over', () => {
    expect(fates('<script type="application/ld+json">{"image": "a.jpg",}</script>')).toEqual([]);
  });

  it('of an article repeats what is shown', () => {
    expect(fates(ld({ '@type': 'Article', image: '16x9/x.jpg' }) + SHOWN)).toEqual([
      'a.jpg',
      'b.jpg',
    ]);
  });

  it('that lists pictures adds those that are not shown, and finds the large ones of those that are', () => {
    const listed = ['a', 'b', 'c'].map((name) => ({
      '@type': 'ImageObject',
      contentUrl: `full/${name}9.jpg`,
      thumbnailUrl: `${name}.jpg`,
      name: name.toUpperCase(),
      caption: `Caption ${name}`,
    }));
    const { pictures } = extract(ld({ '@type': 'ImageGallery', associatedMedia: listed }) + SHOWN);
    expect(pictures.map(fate)).toEqual([
      'full/a9.jpg < a.jpg',
      'full/b9.jpg < b.jpg',
      'full/c9.jpg < c.jpg',
    ]);
    expect(pictures[0]).toMatchObject({ title: 'A' });
  });

  it('that says more of a picture than its URL names one of the page', () => {
    const node = { '@type': 'ImageObject', '@id': '#i', contentUrl: 'x.jpg' };
    expect(fates(ld({ '@graph': [node] }) + SHOWN)).toEqual(['a.jpg', 'b.jpg']);
    expect(fates(ld({ '@graph': [{ ...node, license: '/l' }] }) + SHOWN)).toEqual([
      'a.jpg',
      'b.jpg',
      'x.jpg',
    ]);
  });

  it('names its sources', () => {
    const { chosen, others } = onlyPicture(ld({ image: 'a.jpg' }));
    expect([chosen, ...others]).toEqual([
      { url: 'http://site.test/album/a.jpg', source: 'json-ld' },
    ]);
  });
});
