import { expect, test } from 'vitest';
import { extract } from '../extract/helpers.ts';
import { imageRequest } from '../../src/gallery/new-request.ts';
import { Repeats } from '../../src/gallery/repeats.ts';
import { startRequest } from '../../src/gallery/index.ts';
import type { LeasedGallery, NewImageRequest } from '../../src/model.ts';

const FRAME = 'https://example.org/frame.jpg';

const image = (url = FRAME): NewImageRequest =>
  imageRequest(url, { depth: 1 }, { gallery: 'g', page: 1, num: 1 });

function page(id: number, host = 'example.org'): LeasedGallery {
  const start = startRequest(`https://${host}/${id}/`);
  if (start.kind !== 'gallery') throw new Error('a page was expected');
  return { ...start, id, tries: 0, addedAt: 0 };
}

/** A crawl's queue, and what its pages showed at their margins. */
function crawlOf(known: string[] = []) {
  const repeats = new Repeats();
  const queue = new Set(known);
  const see = async (from: LeasedGallery, images: NewImageRequest[], margin: string[]) => {
    const seen = await repeats.see(from, images, new Set(margin), (asked) =>
      Promise.resolve(asked.filter(({ key }) => !queue.has(key)).length),
    );
    for (const { key } of seen) queue.add(key);
    return seen.map(({ skip }) => skip);
  };
  return { repeats, see };
}

test('a picture at the margin of three pages is repeated; two are not enough', async () => {
  const { repeats, see } = crawlOf();
  expect(await see(page(1), [image()], [FRAME])).toEqual([undefined]);
  await see(page(2), [image()], [FRAME]);
  expect(repeats.isRepeated(image())).toBe(false);
  expect(await see(page(3), [image()], [FRAME])).toEqual(['repeated']);
  expect(repeats.isRepeated(image())).toBe(true);
});

test('the same page thrice is one page, and other sites do not count', async () => {
  const { repeats, see } = crawlOf();
  for (const from of [page(1), page(1), page(1), page(2, 'b.example'), page(3, 'c.example')])
    await see(from, [image()], [FRAME]);
  expect(repeats.isRepeated(image())).toBe(false);
});

test.each([
  ['before', [1]],
  ['between', [3]],
  ['after', [9]],
])('what a page shows in its content is wanted: %s', async (_, content) => {
  const { repeats, see } = crawlOf();
  for (let id = 1; id <= 9; id++)
    await see(page(id), [image()], content.includes(id) ? [] : [FRAME]);
  expect(repeats.isRepeated(image())).toBe(false);
});

test('a thumbnail is wanted', async () => {
  const { repeats, see } = crawlOf();
  for (let id = 1; id <= 3; id++) await see(page(id), [image()], [FRAME]);
  expect(await see(page(4), [{ ...image(), skip: 'thumbnail' }], [FRAME])).toEqual(['thumbnail']);
  expect(repeats.isRepeated(image())).toBe(false);
});

test('what was known before this run is wanted, and its row is left as it is', async () => {
  const { repeats, see } = crawlOf([FRAME]);
  for (let id = 1; id <= 5; id++)
    expect(await see(page(id), [image()], [FRAME])).toEqual(['repeated']);
  expect(repeats.isRepeated(image())).toBe(false);
});

test('remembers 20,000 pictures at margins, and no more', async () => {
  const { repeats, see } = crawlOf();
  const many = Array.from({ length: 20_001 }, (_, n) => image(`https://example.org/${n}.jpg`));
  const keys = many.map(({ key }) => key);
  for (let id = 1; id <= 3; id++) await see(page(id), many, keys);
  expect(many.filter((one) => repeats.isRepeated(one))).toHaveLength(20_000);
});

test.each([
  [true, '<aside><img src="a.jpg"></aside>'],
  [true, '<header><a href="https://other.example/"><img src="a.jpg"></a></header>'],
  [true, '<footer><img src="a.jpg"></footer>'],
  [undefined, '<aside><a href="one.html"><img src="a.jpg"></a></aside>'],
  [undefined, '<aside><a href="a.jpg"><img src="t.jpg"></a></aside>'],
  [undefined, '<main><aside><img src="a.jpg"></aside></main>'],
  [undefined, '<p><img src="a.jpg"></p>'],
])('at the margin, leading to no picture: %s: %s', (expected, html) => {
  const { pictures } = extract(`<body>${html}<p><img src="other.jpg"></p>`);
  expect(pictures[0]?.atMargin).toBe(expected);
});
