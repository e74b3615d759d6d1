/** Requests, records and attempts as the tests of the store need them. */
import type {
  Attempt,
  ImageRecord,
  LeasedRequest,
  NewGalleryRequest,
  NewImageRequest,
} from '../../src/model.ts';
import type { AddResult, LeaseOptions } from '../../src/store/contract.ts';

export function image(name: string | number, more: Partial<NewImageRequest> = {}): NewImageRequest {
  const host = more.host ?? 'pictures.example';
  const url = `https://${host}/${name}.jpg`;
  const data = { gallery: 'g', page: 1, num: 1 };
  return { kind: 'image', key: url, url, host, depth: 1, data, ...more };
}

export function page(
  name: string | number,
  more: Partial<NewGalleryRequest> = {},
): NewGalleryRequest {
  const host = more.host ?? 'pictures.example';
  const url = `https://${host}/${name}/`;
  const data = { gallery: 'g', page: 1, barren: 0 };
  return { kind: 'gallery', key: url, url, host, depth: 0, data, ...more };
}

export function record(name: string | number, more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    finalUrl: `https://cdn.example/${name}.jpg`,
    fileName: `g/${name}.jpg`,
    sha256: Buffer.from(`${name}`).toString('hex').padStart(64, '0'),
    bytes: 1000,
    mediaType: 'image/jpeg',
    fetchedAt: 1_700_000_000_123,
    ...more,
  };
}

export function attempt(code: Attempt['code'] = 'server_error', at = 1_700_000_000_000): Attempt {
  return { at, code, status: 500, message: `it was ${code}` };
}

export const ANY: LeaseOptions = { limit: 1000, perHost: 1000, kinds: ['gallery', 'image'] };

export function added(more: Partial<AddResult>): AddResult {
  return {
    added: 0,
    newImages: 0,
    newPages: 0,
    skippedImages: 0,
    reopenedImages: 0,
    known: 0,
    ...more,
  };
}

export const urlsOf = (leases: readonly LeasedRequest[]): string[] => leases.map(({ url }) => url);

export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** The only element of a list. */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`${list.length} elements, not one`);
  return first;
}
