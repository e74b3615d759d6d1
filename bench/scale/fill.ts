/** Brings a store to a length, as a crawl does: pages are leased, and settled with the pictures that they show. */
import type { Verdict } from '../../src/model.ts';
import type { CrawlStore } from '../../src/store/contract.ts';
import { galleryPage, pagesOfPictures, type GalleryShape } from './pictures.ts';

export interface FillResult {
  added: number;
  wallMs: number;
  cpuMs: number;
  /** Longest time that the event loop stood still meanwhile, in milliseconds. */
  longestBlockMs: number;
}

/** Leaves one page waiting beside the pictures. */
export async function fill(store: CrawlStore, shape: GalleryShape): Promise<FillResult> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const pulse = watchPulse();
  let added = 0;
  let page = 1;
  await store.add([galleryPage(page, shape)]);
  for (const found of pagesOfPictures(shape)) {
    const [lease] = await store.lease({ limit: 1, perHost: 8, kinds: ['gallery'] });
    if (lease === undefined) throw new Error('no page was leased');
    const next = galleryPage(++page, shape);
    const verdict: Verdict = { state: 'crawled', found: [...found, next] };
    added += (await store.settle(lease.id, verdict, { kind: 'good' })).newImages;
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    added,
    wallMs: performance.now() - startedAt,
    cpuMs: (user + system) / 1000,
    longestBlockMs: pulse.stop(),
  };
}

function watchPulse(): { stop: () => number } {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return longest;
    },
  };
}
