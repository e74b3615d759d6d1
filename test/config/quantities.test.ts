import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRate, parseSize } from '../../src/config/quantities.ts';

it.each([
  [500, 500],
  ['500', 500],
  ['20k', 20_000],
  ['2M', 2_000_000],
  ['1.5G', 1_500_000_000],
  ['2 MB', 2_000_000],
  ['1.5', 2],
  ['-1', undefined],
  [-1, undefined],
  [1.5, undefined],
  ['2MiB', undefined],
  ['', undefined],
  ['99999999999T', undefined],
])('size %s: %s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it.each([
  ['5/s', 200],
  ['30/m', 2_000],
  ['100/h', 36_000],
  ['0.5/s', 2_000],
  ['2 / sec', 500],
  ['0/s', undefined],
  ['5', undefined],
  ['5/d', undefined],
  ['0.00001/h', undefined],
])('rate %s: every %s ms', (text, intervalMs) => {
  expect(parseRate(text)).toBe(intervalMs);
});

it('takes any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [bytes, intervalMs] = [parseSize(text), parseRate(text)];
      if (bytes !== undefined) expect(Number.isSafeInteger(bytes)).toBe(true);
      if (intervalMs !== undefined) expect(intervalMs).toBeGreaterThan(0);
    }),
  );
});
