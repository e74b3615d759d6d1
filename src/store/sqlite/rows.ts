/** Between the rows of `request` and the nouns of the model. */
import { createHash } from 'node:crypto';
import { CrawlError } from '../../errors.ts';
import type { GalleryData, ImageData, LeasedRequest, RequestKind } from '../../model.ts';

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
}

/** What `request.key` holds: 16 bytes, as an index over whole URLs would be several times as large. */
export function keyHash(kind: RequestKind, key: string): Buffer {
  return createHash('sha256').update(`${kind}\n${key}`).digest().subarray(0, 16);
}

export function toLeasedRequest(row: RequestRow, host: string): LeasedRequest {
  const base = {
    id: row.id,
    key: row.key_text ?? row.url,
    url: row.url,
    host,
    ...(row.page_url === null ? {} : { pageUrl: row.page_url }),
    depth: row.depth,
    tries: row.tries,
    addedAt: row.added_at,
  };
  const data = parseJson(row.data);
  return row.kind === 'gallery'
    ? { ...base, kind: row.kind, data: data as GalleryData }
    : { ...base, kind: row.kind, data: data as ImageData };
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
