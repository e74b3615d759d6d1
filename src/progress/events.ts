/**
 * The one event map. Everything shown to a person reads these events and the counters made of them;
 * nothing in the crawl waits for an observer, and an observer that throws is logged, not obeyed.
 */
import type { Attempt, Counts, ImageRecord, RequestKind, SkipRule } from '../model.ts';

export interface RequestRef {
  id: number;
  kind: RequestKind;
  url: string;
  pageUrl?: string;
}

export interface CrawlEvents {
  /** The crawl is open; `counts` is what earlier runs left. */
  started: { name: string; resumed: boolean; counts: Counts; destination: string };
  /** A page was read. `newImages` and `newPages` are those that were not in the queue before. */
  crawled: RequestRef & { newImages: number; newPages: number };
  /**
   * Requests entered the queue: by a page, or as start URLs. `images` and `pages` now wait to be fetched;
   * `skippedImages` were recorded as skipped at once; `reopenedImages` of `images` had been skipped before.
   */
  queued: { images: number; pages: number; skippedImages: number; reopenedImages: number };
  /** A picture's request was sent. */
  transferStarted: RequestRef & { host: string };
  /** Body bytes arrived, of any picture. */
  transferred: { bytes: number };
  /** A picture's transfer ended, however. */
  transferEnded: RequestRef & { host: string };
  saved: RequestRef & { record: ImageRecord };
  duplicate: RequestRef & { of: number; bytes: number };
  skipped: RequestRef & { rule: SkipRule };
  /** An attempt failed; the request goes back into the queue. */
  retrying: RequestRef & {
    attempt: Attempt;
    notBefore: number;
    tries: number;
    /** Present: `url` cannot be had, and another rendition of the picture, at this URL, is asked for instead. */
    askedUrl?: string;
  };
  failed: RequestRef & { attempt: Attempt; tries: number };
  /** Something a person should know that is no failure: a limit was reached, a guard stepped in. */
  warning: { code: string; message: string };
  finished: {
    counts: Counts;
    reason: 'done' | 'interrupted' | 'limit';
    durationMs: number;
  };
}

export type CrawlEventName = keyof CrawlEvents;
