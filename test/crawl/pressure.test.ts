import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMemoryShort, isStarved, type MemoryReading } from '../../src/crawl/pressure.ts';

const MB = 1_000_000;
const ample: MemoryReading = {
  resident: 200 * MB,
  limit: 8_000 * MB,
  heapUsed: 60 * MB,
  heapLimit: 4_000 * MB,
  free: 4_000 * MB,
  machine: 8_000 * MB,
};

test.each<[string, Partial<MemoryReading>, boolean]>([
  ['plenty of everything', {}, false],
  ['a small container that the crawl fits in', { limit: 300 * MB }, false],
  ['a container that is nearly full', { limit: 240 * MB }, true],
  ['a heap that is nearly full', { heapUsed: 3_200 * MB }, true],
  ['a machine whose memory others have', { free: 200 * MB }, true],
])('memory: %s', (_, reading, short) => {
  expect(isMemoryShort({ ...ample, ...reading })).toBe(short);
});

const start = { at: 1_000, active: 500, used: 900 };
const after = (active: number, used: number) => ({
  at: start.at + 2_000,
  active: start.active + active,
  used: start.used + used,
});

test.each<[string, active: number, used: number, starved: boolean]>([
  ['an idle crawl', 20, 15, false],
  ['one that hashes all the time', 2_000, 1_950, false],
  ['one that hashes, collects garbage and decompresses in other threads', 2_000, 3_100, false],
  ['half a processor, which is enough', 1_500, 700, false],
  ['half a processor, which is not enough', 2_000, 950, true],
  ['a container with a tenth of a processor', 1_980, 200, true],
])('processor: %s', (_, active, used, starved) => {
  expect(isStarved(start, after(active, used))).toBe(starved);
});

test('no readings at all make a crawl starve that has the processor for itself, or nothing to do', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 100_000 }), share, (at, span, active) => {
      const from = { at, active: 0, used: 0 };
      const to = { at: at + span, active: active * span, used: active * span };
      expect(isStarved(from, to)).toBe(false);
      if (active < 0.9) expect(isStarved(from, { ...to, used: 0 })).toBe(false);
    }),
  );
});

test('two readings of one moment tell nothing', () => {
  expect(isStarved(start, start)).toBe(false);
});
