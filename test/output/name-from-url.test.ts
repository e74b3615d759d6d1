import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFromUrl } from '../../src/output/name-from-url.ts';
import { hostileText } from './hostile-text.ts';

describe('nameFromUrl', () => {
  it.each([
    ['http://a/i/cat.jpg', 'cat'],
    ['http://a/i/cat.JPEG?w=1200#x', 'cat'],
    ['http://a/i/cat.tom.png', 'cat.tom'],
    ['http://a/St.Peter', 'St.Peter'],
    ['http://a/i/cat.jpg:large', 'cat'],
    ['http://a/i/cat.jpg!w600', 'cat'],
    ['http://a/i/%E7%8C%AB%20tom.webp', '猫 tom'],
    ['http://a/i/100%25%ff%zz.png', '100%%ff%zz'],
    ['http://a/i/a%2Fb.png', 'a/b'],
    ['http://a/i/album/', 'album'],
    ['http://a/', 'image'],
    ['http://a/.jpg', 'image'],
    ['http://a/image.php?file=cat.jpg', 'cat'],
    ['http://a/thumb.php?src=https%3A%2F%2Fb%2Fpets%2Fcat.png&w=90', 'cat'],
    ['http://a/image.php?id=12', 'image-id-12'],
    ['http://a/image?id=12', 'image-id-12'],
    ['http://a/?id=12', 'image-id-12'],
    ['http://a/photo-15?w=1200&q', 'photo-15-w-1200-q'],
    ['http://a/view.aspx', 'view'],
    ['nonsense', 'image'],
  ])('%s → %s', (url, expected) => {
    expect(nameFromUrl(url)).toBe(expected);
  });

  it('gives some name for any URL', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(nameFromUrl(text)).not.toBe('');
        expect(nameFromUrl(`http://a/${text}`)).not.toBe('');
        expect(nameFromUrl(`http://a/x?${text}`)).not.toBe('');
      }),
    );
  });
});
