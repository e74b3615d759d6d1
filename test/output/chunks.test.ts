import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hold } from '../../src/output/chunks.ts';

it('keeps every byte in order, in few objects', () => {
  const sizes = fc.array(fc.oneof(fc.constant(1), fc.nat(40_000)), { maxLength: 300 });
  fc.assert(
    fc.property(sizes, (cuts) => {
      const held: Uint8Array[] = [];
      const chunks = cuts.map((size, n) => Buffer.alloc(size, n));
      for (const chunk of chunks) hold(held, chunk);
      expect(Buffer.concat(held).equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('joins single bytes, and copies none of what is large', () => {
  const held: Uint8Array[] = [];
  for (let n = 0; n < 100_000; n++) hold(held, Uint8Array.of(n & 255));
  expect(held.length).toBeLessThan(20);
  const large = Buffer.alloc(64 * 1024);
  hold(held, large);
  expect(held.at(-1)).toBe(large);
});
