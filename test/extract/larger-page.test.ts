/** One picture on a page for each of its sizes, as lazygal and others make them. */
import { expect, test } from 'vitest';
import { extract } from './helpers.ts';

const page = (file: string, sizes: string) =>
  `<ul>${sizes}</ul><img src="${file}" width="800" height="600">
   <a href="dsc_2.html"><img src="DSC_2_thumb.jpg"></a>`;

const largerOn = (html: string, url: string) =>
  extract(html, url).pictures.map(({ largerOn: larger }) => larger);

const SMALL = 'http://site.test/album/DSC_1.html';
const MEDIUM = 'http://site.test/album/DSC_1_medium.html';

test('the picture waits for the page that shows it larger, the neighbours do not', () => {
  const html = page(
    'DSC_1_small.jpg',
    '<li>small</li><li><a href="DSC_1_medium.html">Medium</a></li>',
  );
  expect(largerOn(html, SMALL)).toEqual([MEDIUM, undefined]);
});

test('of several larger pages it is the one with the largest', () => {
  const html = page(
    'DSC_1_small.jpg',
    '<a href="DSC_1_large.html">large</a><a href="DSC_1_medium.html">medium</a>',
  );
  expect(largerOn(html, SMALL)).toEqual(['http://site.test/album/DSC_1_large.html', undefined]);
});

test('a size may be part of the name of all of them', () => {
  const html = '<img src="X_800x600_small.jpg"><a href="X_800x600_medium.html">medium</a>';
  expect(largerOn(html, 'http://site.test/album/X_800x600.html')).toEqual([
    'http://site.test/album/X_800x600_medium.html',
  ]);
});

test.each([
  ['a smaller size', page('DSC_1_medium.jpg', '<a href="DSC_1.html">small</a>'), MEDIUM],
  ['another picture', page('DSC_1_small.jpg', '<a href="DSC_9_medium.html">medium</a>'), SMALL],
  ['another folder', page('DSC_1_small.jpg', '<a href="../DSC_1_medium.html">medium</a>'), SMALL],
  [
    'more than a size',
    page('DSC_1_small.jpg', '<a href="DSC_1_medium.html">medium rare</a>'),
    SMALL,
  ],
  [
    'a picture with another name',
    page('other.jpg', '<a href="DSC_1_medium.html">medium</a>'),
    SMALL,
  ],
  [
    'an original that is linked',
    page('x.jpg', '<a href="DSC_1_medium.html">medium</a><a href="DSC_1.jpg">original</a>'),
    SMALL,
  ],
])('not for %s', (_, html, url) =>
  expect(largerOn(html, url).filter((found) => found !== undefined)).toEqual([]),
);
