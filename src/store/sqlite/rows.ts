/** Between the rows of `request` and the nouns of the model. */
import { hash } from 'node:crypto';
import { CrawlError } from '../../errors.ts';
import type { GalleryData, ImageData, LeasedRequest, RequestKind, Resume } from '../../model.ts';

/** The columns that a lease hands out. */
export interface RequestRow {
  id: number;
  kind: RequestKind;
  url: string;
  key_text: string | null;
  page_url: string | null;
  depth: number;
  data: string;
  tries: number;
  added_at: number;
  resume: string | null;
  asked_url: string | null;
}

/** What `request.key` holds: 16 bytes, as an index over whole URLs would be several times as large. */
export function keyHash(kind: RequestKind, key: string): Buffer {
  return hash('sha256', `${kind}\n${key}`, 'buffer').subarray(0, 16);
}

/** What `content.sha256` and `placement.sha256` hold: the 32 bytes, where records have hex. */
export function contentKey(sha256: string): Buffer {
  return Buffer.from(sha256, 'hex');
}

export function toLeasedRequest(
  row: RequestRow,
  host: { name: string; givenUp: boolean },
): LeasedRequest {
  const base = {
    id: row.id,
    key: row.key_text ?? row.url,
    url: row.url,
    host: host.name,
    ...(row.page_url === null ? {} : { pageUrl: row.page_url }),
    depth: row.depth,
    tries: row.tries,
    addedAt: row.added_at,
    ...(host.givenUp ? { hostUnavailable: true as const } : {}),
  };
  const data = parseJson(row.data);
  if (row.kind === 'gallery') return { ...base, kind: row.kind, data: data as GalleryData };
  return {
    ...base,
    kind: row.kind,
    data: data as ImageData,
    ...(row.resume === null ? {} : { resume: parseJson(row.resume) as Resume }),
    ...(row.asked_url === null ? {} : { askedUrl: row.asked_url }),
  };
}

/** @throws CrawlError `storage_corrupt`: only this store writes these columns, always as JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CrawlError('storage_corrupt', 'A JSON column of the crawl file is damaged.', {
      cause: error,
    });
  }
}
