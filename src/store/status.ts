import type { Counts } from '../model.ts';
import type { CrawlStoreReader, Suspect } from './contract.ts';

/** From so many URLs the same bytes are worth a word: fewer are most often one picture shown on several pages. */
export const SUSPICIOUS_URLS = 5;

/**
 * What `pixhaul status --json` prints. Numbers of pictures stand at the top; those of pages below `pages`.
 * `queued = saved + duplicate + skipped + failed + pending`, and for pages
 * `queued = crawled + skipped + failed + pending`.
 */
export interface CrawlStatus {
  name: string;
  /** Whether a live process runs the crawl now. */
  running: boolean;
  queued: number;
  saved: number;
  duplicate: number;
  skipped: number;
  failed: number;
  pending: number;
  /** Bytes of all saved pictures. */
  bytes: number;
  pages: { queued: number; crawled: number; skipped: number; failed: number; pending: number };
  /** Failed pictures and pages by code. */
  failures: Record<string, number>;
  /** Skipped pictures and pages by rule. */
  skips: Record<string, number>;
  /** Saved pictures that are another rendition, as the original could not be had. */
  nextBest: number;
  /** The same bytes from at least 5 URLs, most frequent first, at most 10: placeholders, most often. */
  suspects: Suspect[];
  start: string[];
}

export async function crawlStatus(name: string, reader: CrawlStoreReader): Promise<CrawlStatus> {
  const start = await reader.getMeta('start');
  return {
    name,
    running: (await reader.owner()) !== undefined,
    ...countsOf(await reader.counts()),
    failures: Object.fromEntries(
      (await reader.failuresByCode()).map(({ code, count }) => [code, count]),
    ),
    skips: Object.fromEntries(
      (await reader.skippedByRule()).map(({ rule, count }) => [rule, count]),
    ),
    nextBest: await reader.nextBest(),
    suspects: await reader.suspects(SUSPICIOUS_URLS),
    start: Array.isArray(start) ? (start as string[]) : [],
  };
}

function countsOf({ image, gallery, bytes }: Counts) {
  const { queued, saved, duplicate, skipped, failed, pending } = image;
  return {
    queued,
    saved,
    duplicate,
    skipped,
    failed,
    pending,
    bytes,
    pages: {
      queued: gallery.queued,
      crawled: gallery.crawled,
      skipped: gallery.skipped,
      failed: gallery.failed,
      pending: gallery.pending,
    },
  };
}
