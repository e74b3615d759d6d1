import { describe, expect, it } from 'vitest';
import { fates } from './helpers.ts';

/** A page that shows one file and links to another one with words. */
const page = (shown: string, linked: string) =>
  `<p><img src="${shown}"></p><p><a href="${linked}">original</a></p>`;

describe('an img that is a rendition of a linked file belongs to it', () => {
  it.each([
    ['thumb_x.jpg', 'x.jpg'],
    ['tn_x.jpg', 'x.jpg'],
    ['th_x.jpg', 'x.jpg'],
    ['x_thumb.jpg', 'x.jpg'],
    ['x-thumb.jpg', 'x.jpg'],
    ['x.thumb.jpg', 'x.jpg'],
    ['x_medium.jpg', 'x.jpg'],
    ['x_small.jpg', 'x.jpg'],
    ['x_m.jpg', 'x.jpg'],
    ['x_s.jpg', 'x.jpg'],
    ['x-300x200.jpg', 'x.jpg'],
    ['x-scaled.jpg', 'x.jpg'],
    ['x-300x200.jpg', 'x-1024x768.jpg'],
    ['x-300x200.jpg', 'x-scaled.jpg'],
    ['x_thumb.jpg', 'x_medium.jpg'],
    ['x_s.jpg', 'x_b.jpg'],
    ['normal_x.jpg', 'x.jpg'],
    ['x_thumb.jpg', 'X.JPG'],
    ['x_thumb.jpg', 'x.png'],
    ['thumbs/x.jpg', 'x.jpg'],
    ['thumbs/x.jpg', 'full/x.jpg'],
    ['thumbs/x.jpg', 'images/x.jpg'],
    ['thumbs/thumbs_x.jpg', 'x.jpg'],
    ['small/x.jpg', 'large/x.jpg'],
    ['x.jpg', 'originals/x.jpg'],
    ['x.jpg', 'x_orig.jpg'],
    ['.llgal/thumb_x.jpg', 'x.jpg'],
    ['.llgal/scaled_x.jpg', 'x.jpg'],
    ['x.jpg?w=300', 'x.jpg'],
    ['x_1366x768_small.jpg', 'x_1366x768.png'],
    ['x_1366x768-scaled.jpg', 'x_1366x768.png'],
    ['thumbs/x_medium.jpg', 'x_medium.jpg'],
    ['thumb_x_small.jpg', 'x_small.jpg'],
    ['thumb/3/3f/x.jpg/320px-x.jpg', '3/3f/x.jpg'],
    ['w/thumb/x.svg/page1-320px-x.svg.png', 'w/x.svg'],
    ['123456_0a1b2c3d_n.jpg', '123456_0a1b2c3d_b.jpg'],
  ])('%s of %s', (shown, linked) => {
    expect(fates(page(shown, linked))).toEqual([`${linked} < ${shown}`]);
  });

  it('wherever the two stand', () => {
    const html =
      '<a href="x.jpg">x</a><img src="y.jpg"><a href="v.html"><img src="x_thumb.jpg"></a>';
    expect(fates(html)).toEqual(['x.jpg < x_thumb.jpg', 'y.jpg']);
  });

  it('resized by its query, of the file without one', () => {
    const links = ['x.jpg?v=1', 'x.jpg', 'x.jpg?v=2'].map((file) => `<a href="${file}">x</a>`);
    expect(fates(`${links.join('')}<img src="x.jpg?w=3">`)).toEqual([
      'x.jpg?v=1',
      'x.jpg < x.jpg?w=3',
      'x.jpg?v=2',
    ]);
  });

  it('of several linked files to the largest', () => {
    const html =
      '<img src="x_thumb.jpg"><a href="x_small.jpg">S</a><a href="x.jpg">L</a><a href="x_medium.jpg">M</a>';
    expect(fates(html)).toEqual(['x.jpg < x_thumb.jpg', 'x_small.jpg', 'x_medium.jpg']);
  });
});

describe('a linked file in a folder for smaller copies belongs to the linked file that it is a copy of', () => {
  it('with all that is shown of it', () => {
    const html =
      '<a href="v.html"><img src="thumbnail/x.jpg"></a> <a href="x.WEBP">full size</a> <a href="medium/x.jpg">medium</a>' +
      '<a href="thumbnail/y.jpg">200</a> <a href="y_1366x768.jpg">1366</a> <a href="medium/y_1366x768.jpg">800</a>';
    expect(fates(html)).toEqual([
      'x.WEBP < medium/x.jpg < thumbnail/x.jpg',
      'thumbnail/y.jpg',
      'y_1366x768.jpg < medium/y_1366x768.jpg',
    ]);
  });

  it.each([
    ['a copy alone', ['medium/x.jpg', 'thumbnail/x.jpg']],
    ['folders that say nothing of a size', ['a/x.jpg', 'x.jpg']],
    ['another folder', ['medium/x.jpg', 'b/x.jpg']],
    ['a name that only looks like it', ['medium/x.jpg', 'x_large.jpg', 'x_small.jpg']],
  ])('not %s', (_what, files) => {
    expect(fates(files.map((file) => `<a href="${file}">x</a>`).join(''))).toEqual(files);
  });
});

describe('a file whose name ends in a size that is its own', () => {
  it('takes in its own rendition, not that of another size', () => {
    const html =
      '<a href="x_1366x768.png">a</a><img src="x_1136x640_small.jpg"><a href="x_1136x640.png">b</a>';
    expect(fates(html)).toEqual(['x_1366x768.png', 'x_1136x640.png < x_1136x640_small.jpg']);
  });
});

describe('smaller files that are linked, too', () => {
  it('are pictures of their own by their names', () => {
    expect(fates('<a href="x.jpg">L</a><a href="x_small.jpg">S</a>')).toHaveLength(2);
  });

  it('are none where only software writes such paths', () => {
    const copy = (width: number) => `<a href="thumb/3/3f/X.jpg/${width}px-X.jpg">${width}</a>`;
    expect(fates(`${copy(320)}${copy(640)}<a href="3/3f/X.jpg">X</a>`)).toEqual([
      '3/3f/X.jpg < thumb/3/3f/X.jpg/320px-X.jpg < thumb/3/3f/X.jpg/640px-X.jpg',
    ]);
    expect(fates(`${copy(320)}${copy(640)}`)).toEqual([
      'thumb/3/3f/X.jpg/640px-X.jpg < thumb/3/3f/X.jpg/320px-X.jpg',
    ]);
  });
});

describe('no proof: both are pictures', () => {
  it.each([
    ['img1.jpg', 'img10.jpg'],
    ['img_1.jpg', 'img_10.jpg'],
    ['photo_s.jpg', 'other/photo.png'],
    ['photo.jpg', 'photo.png'],
    ['a/photo.jpg', 'b/photo.jpg'],
    ['x.jpg', 'x_thumb.jpg'],
    ['x.jpg', 'thumbs/x.jpg'],
    ['x_medium.jpg', 'x_thumb.jpg'],
    ['x_large.jpg', 'x.jpg'],
    ['coin.jpg', 'coin_o.jpg'],
    ['dress-s.jpg', 'dress.jpg'],
    ['x-1024x768.jpg', 'x-300x200.jpg'],
    ['12_ab_n.jpg', '12_ab_b.jpg'],
    ['123456_0a1b2c3d_b.jpg', '123456_0a1b2c3d_n.jpg'],
    ['x_1366x768_small.jpg', 'x_1136x640.jpg'],
    ['thumb.jpg', 'x.jpg'],
    ['x.jpg?id=1', 'x.jpg?id=2'],
    ['i.php?f=1_s', 'i.php?f=1'],
    ['http://one.test/thumbs/x.jpg', 'http://two.test/x.jpg'],
  ])('%s and %s', (shown, linked) => {
    expect(fates(page(shown, linked))).toHaveLength(linked.includes('i.php') ? 1 : 2);
  });

  it.each([
    ['two pictures, nothing linked', '<img src="x_s.jpg"><img src="x.jpg">', ['x_s.jpg', 'x.jpg']],
    ['a lone thumbnail', '<img src="thumbs/x_thumb.jpg">', ['thumbs/x_thumb.jpg']],
    [
      'a stand-in that is named like a linked file',
      '<img src="thumbs/blank.gif" data-src="x.jpg"><a href="blank.gif">b</a>',
      ['x.jpg < thumbs/blank.gif', 'blank.gif'],
    ],
    [
      'a listing of both files',
      '<a href="x.jpg">x</a><a href="x_thumb.jpg">t</a>',
      ['x.jpg', 'x_thumb.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });
});
