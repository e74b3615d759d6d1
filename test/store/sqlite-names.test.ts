import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameKey } from '../../src/store/sqlite/names.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('é', 'Ü', 'ß', 'İ', 'ı', 'ﬁ', 'ᾳ', 'ς', 'ǰ', '\u0345', '\u0301'),
  }),
);

test('neither normal form nor case makes another name', () => {
  fc.assert(
    fc.property(text, (name) => {
      const key = nameKey(name);
      expect(nameKey(name.normalize('NFD'))).toBe(key);
      expect(nameKey(name.normalize('NFC'))).toBe(key);
      expect(nameKey(key)).toBe(key);
    }),
  );
});

test.each([
  ['a.jpg', 'b.jpg'],
  ['e.jpg', 'é.jpg'],
  ['日本.jpg', '日木.jpg'],
])('%s and %s are two', (one, other) => {
  expect(nameKey(one)).not.toBe(nameKey(other));
});
