/** The limits that a user sets on a whole crawl: which kinds of requests may still be leased. */
import type { Counts, LeasedRequest, RequestKind, Verdict } from '../model.ts';

export interface LimitOptions {
  pageLimit: number;
  maxDownloads?: number | undefined;
}

export interface Limits {
  kinds(underWay: Readonly<Record<RequestKind, number>>): readonly RequestKind[];
  settled(request: LeasedRequest, verdict: Verdict): void;
  /** Why requests that are still pending were not leased; undefined when no limit held anything back. */
  reached(counts: Counts): { code: string; message: string } | undefined;
}

export function createLimits({ pageLimit, maxDownloads }: LimitOptions, before: Counts): Limits {
  let pages = before.gallery.crawled + before.gallery.failed;
  let saved = 0;
  const downloadsLeft = (underWay: number) =>
    maxDownloads === undefined || saved + underWay < maxDownloads;
  return {
    kinds: (underWay) => {
      // With the last picture saved there is no use in reading more pages either.
      if (!downloadsLeft(0)) return [];
      const kinds: RequestKind[] = [];
      if (pages + underWay.gallery < pageLimit) kinds.push('gallery');
      if (downloadsLeft(underWay.image)) kinds.push('image');
      return kinds;
    },
    settled: ({ kind }, { state }) => {
      if (kind === 'gallery' && (state === 'crawled' || state === 'failed')) pages++;
      if (state === 'saved') saved++;
    },
    reached: ({ gallery, image }) => {
      if (!downloadsLeft(0) && gallery.pending + image.pending > 0)
        return {
          code: 'max_downloads',
          message: `stopped after ${saved} pictures, as --max-downloads asks; ${image.pending} known pictures and ${gallery.pending} pages wait`,
        };
      if (pages >= pageLimit && gallery.pending > 0)
        return {
          code: 'page_limit',
          message: `stopped reading pages at --page-limit ${pageLimit}; ${gallery.pending} pages wait`,
        };
      return undefined;
    },
  };
}
