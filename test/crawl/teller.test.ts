import { expect, test } from 'vitest';
import { Teller } from '../../src/crawl/teller.ts';

/** Ten things that ended, and a memory of the place. */
function scene(tell: (place: number) => unknown, kept?: number) {
  const rows = Array.from({ length: 10 }, (_, i) => ({ place: i + 1 }));
  const meta = new Map<string, unknown>([['told', kept]]);
  const warnings: string[] = [];
  const lost: string[] = [];
  const teller = new Teller<{ place: number }>({
    key: 'told',
    store: {
      getMeta: (key) => Promise.resolve(meta.get(key)),
      setMeta: (key, value) => Promise.resolve(void meta.set(key, value)),
    },
    after: (place, limit) =>
      Promise.resolve({
        rows: rows.filter((row) => row.place > place).slice(0, limit),
        last: rows.length,
      }),
    tell: ({ place }) => tell(place),
    warn: (reason) => warnings.push(reason),
    lost: (reason) => lost.push(reason),
  });
  return { teller, meta, rows, warnings, lost };
}

test('each once, in order, from the place that was kept', async () => {
  const told: number[] = [];
  const { teller, meta } = scene((place) => told.push(place), 7);
  await teller.begin();
  await teller.done();
  expect(told).toEqual([8, 9, 10]);
  expect(meta.get('told')).toBe(10);
});

test('the place is written down while a slow one is still at the same batch', async () => {
  let keptAtSecond: unknown;
  const { teller, meta } = scene((place) => {
    if (place === 2) keptAtSecond = meta.get('told');
  });
  await teller.begin();
  await teller.done();
  expect(keptAtSecond).toBe(1);
});

test('a place beyond the last, which is given again, is none', async () => {
  const told: number[] = [];
  const { teller, rows } = scene((place) => told.push(place), 15);
  await teller.begin();
  rows.push({ place: 11 });
  await teller.done();
  expect(told).toEqual([11]);
});

test('woken while it is at work, it tells what came meanwhile; left, it tells no more', async () => {
  const told: number[] = [];
  const { teller, rows, meta } = scene((place) => {
    told.push(place);
    if (place === 10 && rows.length === 10) {
      rows.push({ place: 11 });
      teller.wake();
    }
    if (place === 11) teller.leave();
  });
  await teller.begin();
  teller.wake();
  await teller.done();
  expect(told.at(-1)).toBe(11);
  rows.push({ place: 12 });
  await teller.done();
  expect(told).toHaveLength(11);
  expect(meta.get('told')).toBe(11);
});

test('what it throws is told of, and the next one is told', async () => {
  const { teller, warnings, lost, meta } = scene((place) => {
    if (place === 3) throw new Error('three');
  });
  await teller.begin();
  await teller.done();
  expect({ warnings, lost }).toEqual({ warnings: ['three'], lost: [] });
  expect(meta.get('told')).toBe(10);
});
