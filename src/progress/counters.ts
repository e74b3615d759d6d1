/** Counters of one run, made of nothing but events: what the status line and the end summary show. */
import type { CrawlEmitter } from './emitter.ts';

export interface Counters {
  /** When the run started, ms since the epoch. */
  startedAt: number;
  /** Pictures that wait or are under way. */
  pending: number;
  /** Totals of the crawl, earlier runs included. */
  found: number;
  saved: number;
  duplicate: number;
  skipped: number;
  failed: number;
  pagesCrawled: number;
  pagesFailed: number;
  pagesPending: number;
  /** This run only. */
  savedNow: number;
  bytesSavedNow: number;
  bytesReceivedNow: number;
  retriesNow: number;
  /** Picture transfers under way. */
  inFlight: number;
}

export function countEvents(
  events: Pick<CrawlEmitter, 'on'>,
  now: () => number = Date.now,
): Counters {
  const c: Counters = {
    startedAt: now(),
    pending: 0,
    found: 0,
    saved: 0,
    duplicate: 0,
    skipped: 0,
    failed: 0,
    pagesCrawled: 0,
    pagesFailed: 0,
    pagesPending: 0,
    savedNow: 0,
    bytesSavedNow: 0,
    bytesReceivedNow: 0,
    retriesNow: 0,
    inFlight: 0,
  };
  events.on('started', ({ counts: { image, gallery } }) => {
    c.startedAt = now();
    Object.assign(c, {
      found: image.queued,
      pending: image.pending,
      saved: image.saved,
      duplicate: image.duplicate,
      skipped: image.skipped,
      failed: image.failed,
      pagesCrawled: gallery.crawled,
      pagesFailed: gallery.failed,
      pagesPending: gallery.pending,
    });
  });
  events.on('queued', ({ images, pages, skippedImages, reopenedImages }) => {
    c.found += images + skippedImages - reopenedImages;
    c.pending += images;
    c.skipped += skippedImages - reopenedImages;
    c.pagesPending += pages;
  });
  const settle = (kind: 'image' | 'gallery') => {
    if (kind === 'image') c.pending--;
    else c.pagesPending--;
  };
  events.on('crawled', () => {
    settle('gallery');
    c.pagesCrawled++;
  });
  events.on('saved', ({ record }) => {
    settle('image');
    c.saved++;
    c.savedNow++;
    c.bytesSavedNow += record.bytes;
  });
  events.on('duplicate', () => {
    settle('image');
    c.duplicate++;
  });
  events.on('skipped', ({ kind }) => {
    settle(kind);
    if (kind === 'image') c.skipped++;
  });
  events.on('failed', ({ kind }) => {
    settle(kind);
    if (kind === 'image') c.failed++;
    else c.pagesFailed++;
  });
  events.on('retrying', () => c.retriesNow++);
  events.on('transferStarted', () => c.inFlight++);
  events.on('transferEnded', () => c.inFlight--);
  events.on('transferred', ({ bytes }) => (c.bytesReceivedNow += bytes));
  return c;
}
