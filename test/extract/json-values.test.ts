import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { picturesInJson } from '../../src/extract/json-values.ts';
import { atOnce } from '../../src/extract/steps.ts';
import { ranked } from '../../src/extract/rank.ts';
import { fates } from './helpers.ts';

/** `chosen < other` of each picture, as a page would rank them. */
function found(value: unknown): string[] {
  return atOnce(picturesInJson(value)).map(({ offers }) =>
    ranked(
      offers.map(({ raw, tier, ...sizes }) => ({
        tier,
        candidate: { url: raw, source: 'script-json', ...sizes },
      })),
    )
      .map(({ candidate }) => candidate.url)
      .join(' < '),
  );
}

describe('picturesInJson', () => {
  it.each<[string, unknown, string[]]>([
    ['a list of URLs', ['/a.jpg', '/b.jpg'], ['/a.jpg', '/b.jpg']],
    ['no pages and no texts', ['/a.html', 'see a.jpg', { name: '/c/a.jpg', title: 'x/a.jpg' }], []],
    [
      'sizes by name',
      { thumb: '/t.jpg', full: '/f.jpg', medium: '/m.jpg' },
      ['/f.jpg < /m.jpg < /t.jpg'],
    ],
    [
      'words in any style',
      { thumb_src: '/t.jpg', fullSrc: '/f.jpg', 'large-image': '/l.jpg' },
      ['/f.jpg < /l.jpg < /t.jpg'],
    ],
    [
      'sizes by width',
      {
        sizes: { thumbnail: { url: '/t.jpg', width: 150 }, big: { url: '/b.jpg', width: '900' } },
        url: '/o.jpg',
        width: 4000,
      },
      ['/o.jpg < /b.jpg < /t.jpg'],
    ],
    [
      'a list of sizes',
      {
        sizes: [
          { src: '/s.jpg', width: 300 },
          { src: '/l.jpg', width: 1200 },
        ],
      },
      ['/l.jpg < /s.jpg'],
    ],
    [
      'widths for keys',
      { images: { 320: '/320/a.jpg', 1280: '/1280/a.jpg', w640: '/c.jpg' } },
      ['/1280/a.jpg < /c.jpg < /320/a.jpg'],
    ],
    [
      'numbers of pictures are no widths',
      {
        photos: { 1001: { url: '/a.jpg' }, 1002: { url: '/b.jpg' } },
        images: { 21: '/c.jpg', 22: '/d.jpg' },
      },
      ['/a.jpg', '/b.jpg', '/c.jpg', '/d.jpg'],
    ],
    [
      'sizes inside of a picture inside',
      {
        id: 1,
        image: { url: '/m.jpg', sizes: { large: { url: '/l.jpg' }, thumb: '/t.jpg' } },
        meta: { x: 1 },
      },
      ['/l.jpg < /m.jpg < /t.jpg'],
    ],
    [
      'a size beside other pictures is one of them',
      { images: { front: { url: '/a.jpg' }, large: { url: '/b.jpg' } } },
      ['/b.jpg', '/a.jpg'],
    ],
    ['in strings, too', { images: { front: '/a.jpg', large: '/b.jpg' } }, ['/b.jpg', '/a.jpg']],
    [
      'letters for keys',
      { url_s: '/s.jpg', width_s: 240, url_o: '/o.jpg', width_o: 4000 },
      ['/o.jpg < /s.jpg'],
    ],
    ['a srcset', { src: '/a.jpg', srcset: '/a.jpg 300w, /b.jpg 900w' }, ['/b.jpg < /a.jpg']],
    [
      'a URL with its size',
      [{ img: ['/f/a.jpg', [1600, 1067]], thumb: ['/t/a.jpg', [150, 112]] }],
      ['/f/a.jpg < /t/a.jpg'],
    ],
    [
      'other words are pictures of their own',
      { front: '/a.jpg', back: '/b.jpg' },
      ['/a.jpg', '/b.jpg'],
    ],
    ['what says that it is one', { url: '/media/1', width: 800, height: 600 }, ['/media/1']],
    [
      'what says that it is a film',
      { url: '/media/1', width: 8, height: 6, type: 'video/mp4' },
      [],
    ],
    ['a name beside a URL is its name', { file: 'a.jpg', url: '/x/a.jpg' }, ['/x/a.jpg']],
    ['a name alone', [{ file: 'a.jpg' }], ['a.jpg']],
    [
      'no icons, marks, faces',
      {
        icon: '/i.png',
        logo: { url: '/l.png' },
        user: { image: '/u.jpg', avatar_url: '/v.jpg' },
        ads: ['/x.jpg'],
      },
      [],
    ],
    [
      'but the photos of a person',
      { user: { image: '/u.jpg', photos: [{ url: '/a.jpg' }] } },
      ['/a.jpg'],
    ],
    [
      'in order',
      [{ one: { src: '/1.jpg' }, two: { src: '/2.jpg' } }, { src: '/3.jpg' }],
      ['/1.jpg', '/2.jpg', '/3.jpg'],
    ],
  ])('%s', (_what, value, expected) => {
    expect(found(value)).toEqual(expected);
  });

  it('tells lists from single pictures', () => {
    const listed = (value: unknown) =>
      atOnce(picturesInJson(value)).map((picture) => picture.listed);
    expect(listed({ photos: [{ node: { src: '/1.jpg' } }, { node: { src: '/2.jpg' } }] })).toEqual([
      true,
      true,
    ]);
    expect(listed({ photos: [{ front: '/1.jpg', back: '/2.jpg' }] })).toEqual([false, false]);
    expect(listed({ cover: '/1.jpg' })).toEqual([false]);
  });

  it('keeps words', () => {
    const [picture] = atOnce(
      picturesInJson({
        src: '/1.jpg',
        title: { rendered: 'T' },
        alt_text: 'A',
        caption: '<p>C</p>',
        description: 'D',
      }),
    );
    expect(picture).toMatchObject({ title: 'T', alt: 'A', caption: 'D' });
  });

  it('never throws, and gives each string at most once for an object', () => {
    const strings = fc.constantFrom('/a.jpg', '/b.png', 'c.jpg', '/d', 'x');
    const keys = fc.constantFrom(
      'url',
      'thumb',
      'sizes',
      'front',
      'width',
      'srcset',
      'user',
      '__proto__',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        strings,
        fc.anything(),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        for (const { offers } of atOnce(picturesInJson(value)))
          expect(offers.length).toBeGreaterThan(0);
      }),
    );
  });

  it('takes time in proportion', () => {
    let deep: unknown = '/a.jpg';
    for (let n = 0; n < 100_000; n++) deep = { image: deep };
    expect(found(deep)).toEqual([]);
    const wide = Array.from({ length: 10_000 }, (_, n) => ({
      url: `/${n}.jpg`,
      thumb: `/t${n}.jpg`,
    }));
    expect(found(wide)).toHaveLength(10_000);
  });
});

describe('JSON in a page', () => {
  const data = (value: unknown, attributes = 'type="application/json"') =>
    `<script ${attributes}>${JSON.stringify(value)}</script>`;

  it('knows the large files of thumbnails, and pictures that are not shown yet', () => {
    const photos = ['a', 'b', 'c'].map((name) => ({
      thumb: `/t/${name}.jpg`,
      full: `/f/${name}-1.jpg`,
    }));
    expect(fates(`<img src="/t/a.jpg"><img src="/t/b.jpg">${data({ photos })}`)).toEqual([
      'f/a-1.jpg < t/a.jpg',
      'f/b-1.jpg < t/b.jpg',
      'f/c-1.jpg < t/c.jpg',
    ]);
  });

  it('one picture that is named once is a share card', () => {
    expect(fates(`<img src="a.jpg">${data({ page: { image: '/x/card.jpg' } })}`)).toEqual([
      'a.jpg',
    ]);
    expect(fates(data({ page: { image: '/x/card.jpg' } }))).toEqual(['x/card.jpg']);
  });

  it('is no program', () => {
    expect(fates(data(['/a.jpg', '/b.jpg'], ''))).toEqual([]);
    expect(fates(data(['/a.jpg', '/b.jpg'], 'type="module"'))).toEqual([]);
  });

  it('is read whole', () => {
    const photos = Array.from({ length: 500 }, (_, n) => ({
      src: `/p/${n}.jpg`,
      about: 'x'.repeat(500),
    }));
    expect(fates(data({ photos }, 'id="__NEXT_DATA__" type="application/json"'))).toHaveLength(500);
  });
});
