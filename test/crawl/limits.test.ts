import { expect, test } from 'vitest';
import { createLimits } from '../../src/crawl/limits.ts';
import type { Counts, LeasedRequest, StateCounts, Verdict } from '../../src/model.ts';

const zero: StateCounts = {
  queued: 0,
  pending: 0,
  crawled: 0,
  saved: 0,
  duplicate: 0,
  skipped: 0,
  failed: 0,
};
const counts = (gallery: Partial<StateCounts>, image: Partial<StateCounts> = {}): Counts => ({
  gallery: { ...zero, ...gallery },
  image: { ...zero, ...image },
  bytes: 0,
  leased: 0,
});
const idle = { gallery: 0, image: 0 };
const page = { kind: 'gallery' } as LeasedRequest;
const picture = { kind: 'image' } as LeasedRequest;
const saved = { state: 'saved' } as Verdict;

test('without limits both kinds are leased', () => {
  expect(createLimits({ pageLimit: 10 }, counts({})).kinds(idle)).toEqual(['gallery', 'image']);
});

test('pages that earlier runs read count, and pages under way', () => {
  const limits = createLimits({ pageLimit: 10 }, counts({ crawled: 7, failed: 1 }));
  expect(limits.kinds({ gallery: 1, image: 0 })).toContain('gallery');
  expect(limits.kinds({ gallery: 2, image: 0 })).toEqual(['image']);
  limits.settled(page, { state: 'crawled', found: [] });
  limits.settled(page, { state: 'crawled', found: [] });
  expect(limits.kinds(idle)).toEqual(['image']);
  expect(limits.reached(counts({ pending: 5 }))?.code).toBe('page_limit');
  expect(limits.reached(counts({ pending: 0 }))).toBeUndefined();
});

test('never more pictures under way than are left to save', () => {
  const limits = createLimits({ pageLimit: 10, maxDownloads: 2 }, counts({}));
  expect(limits.kinds({ gallery: 0, image: 2 })).toEqual(['gallery']);
  limits.settled(picture, saved);
  expect(limits.kinds({ gallery: 0, image: 1 })).toEqual(['gallery']);
  expect(limits.kinds(idle)).toContain('image');
  limits.settled(picture, saved);
  expect(limits.kinds(idle)).toEqual([]);
  expect(limits.reached(counts({}, { pending: 3 }))?.code).toBe('max_downloads');
});
