import { expect, test } from 'vitest';
import fc from 'fast-check';
import { galleryFolder } from '../../src/gallery/index.ts';

test.each([
  ['https://example.org/', 'index'],
  ['https://example.org/cats/', 'cats'],
  ['https://example.org/cats/index.html', 'cats'],
  ['https://example.org/photos/2024/summer.html', 'photos/2024/summer'],
  ['https://example.org/view.php?album=5', 'view-album-5'],
  ['https://example.org/?album=5&all', 'index-album-5-all'],
  ['https://example.org/a%20b/%E7%8C%AB/', 'a b/猫'],
  ['https://example.org/bad%FF/', 'bad%FF'],
  ['https://example.org/a%2Fb/', 'a_b'],
])('%s → %s', (url, folder) => {
  expect(galleryFolder(url)).toBe(folder);
});

test('any web address gives a folder without empty segments', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      expect(galleryFolder(url).split('/')).not.toContain('');
    }),
  );
});
