import fc from 'fast-check';
import { expect, test } from 'vitest';
import { own, ownCut } from '../../src/extract/own.ts';

test('a copy is equal, whatever the characters: ASCII, others, lone surrogates; short and long', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 5_000 }),
    fc.string({ unit: 'grapheme', maxLength: 3_000 }),
    fc
      .array(fc.integer({ min: 0xd700, max: 0xe000 }), { maxLength: 2_100 })
      .map((units) => String.fromCharCode(...units)),
  );
  fc.assert(
    fc.property(texts, (text) => own(text) === text),
    { numRuns: 500 },
  );
});

test('copies do not change each other', () => {
  const first = own('a text of twenty chars');
  own('another text of the like');
  expect(first).toBe('a text of twenty chars');
});

test('a cut copy never ends in half a pair', () => {
  expect(ownCut('abcdefghijklmn😀', 15)).toBe('abcdefghijklmn');
  expect(ownCut('abcdefghijklmn😀', 16)).toBe('abcdefghijklmn😀');
});
