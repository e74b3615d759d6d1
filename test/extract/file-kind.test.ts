import { describe, expect, it } from 'vitest';
import { looksLikeOtherFile, looksLikePicture } from '../../src/extract/index.ts';

const kind = (url: string) =>
  looksLikePicture(url) ? 'picture' : looksLikeOtherFile(url) ? 'other' : 'page';

describe('what a file name promises', () => {
  it.each([
    ...'jpg jpeg jpe jfif png apng gif webp avif heic heif bmp tif tiff svg jxl JPG'
      .split(' ')
      .map((extension) => [`http://a.test/x.${extension}`, 'picture']),
    ...'zip pdf mp4 webm css js xml mp3 ico json torrent CR2 txt'
      .split(' ')
      .map((extension) => [`http://a.test/x.${extension}`, 'other']),
    ...'html php asp 5'.split(' ').map((extension) => [`http://a.test/x.${extension}`, 'page']),
    ['http://a.test/', 'page'],
    ['http://pictures.jpg/', 'page'],
    ['http://pictures.jpg', 'page'],
    ['http://a.test/jpg', 'page'],
    ['http://a.test/a.jpg/', 'page'],
    ['http://a.test/a.jpg.html', 'page'],
    ['http://a.test/a.tar.gz', 'other'],
    ['http://a.test/a.jpg?w=300', 'picture'],
    ['http://a.test/a.jpg?file=b.zip', 'picture'],
    ['http://a.test/a.jpg;v=1', 'picture'],
    ['http://a.test/a.jpg:large', 'picture'],
    ['http://a.test/2004-05-06_12:30:11.jpg', 'picture'],
    ['http://a.test/x?y#a.jpg', 'page'],
    ['a.jpg', 'picture'],
    ['?file=a.jpg', 'picture'],
    ['http://a.test/download?file=a.jpg', 'picture'],
    ['http://a.test/download?size=o&file=2004/a.JPG', 'picture'],
    ['http://a.test/view.php?file=a.jpg', 'page'],
    ['http://a.test/a.zip?file=a.jpg', 'other'],
    ['http://a.test/login?next=/a.jpg', 'page'],
    ['http://share.test/create?media=https%3A%2F%2Fa.test%2Fa.jpg', 'page'],
    ['http://wiki.test/wiki/File:Sunset.jpg', 'page'],
    ['http://wiki.test/wiki/File%3ASunset.jpg', 'page'],
    ['http://wiki.test/wiki/%D0%A4%D0%B0%D0%B9%D0%BB:A.jpg', 'page'],
    ['http://wiki.test/wiki/File:Film.webm', 'page'],
  ])('%s: %s', (url, expected) => {
    expect(kind(url)).toBe(expected);
  });
});
