/** What a store does for one picture, from its lease to its end, very often. */
import { createHash } from 'node:crypto';
import type { ImageRecord, LeasedRequest } from '../../src/model.ts';
import type { CrawlStore } from '../../src/store/contract.ts';

export interface CycleOptions {
  count: number;
  /** Pictures under way at a time. */
  workers: number;
  /** Claim the name and begin the placement in one step, or in two. */
  steps: 1 | 2;
}

/** Pictures before the time is taken: code is compiled, and pages are in memory. */
const WARM_UP = 500;

/** CPU time for each picture, in microseconds. */
export async function cycles(store: CrawlStore, options: CycleOptions): Promise<number> {
  await several(store, options, WARM_UP);
  const cpu = process.cpuUsage();
  await several(store, options, options.count);
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / options.count;
}

async function several(store: CrawlStore, options: CycleOptions, count: number): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await cycle(store, options);
  };
  await Promise.all(Array.from({ length: options.workers }, worker));
}

async function cycle(store: CrawlStore, { steps, workers }: CycleOptions): Promise<void> {
  const [lease] = await store.lease({ limit: 1, perHost: workers, kinds: ['image'] });
  if (lease === undefined) throw new Error('no picture was leased');
  const record = recordOf(lease);
  if (steps === 1) await store.claimAndBegin(lease.id, [record.fileName], record);
  else {
    await store.claimName(lease.id, [record.fileName]);
    await store.beginPlacement(lease.id, record);
  }
  await store.settle(lease.id, { state: 'saved', record }, { kind: 'good' });
}

function recordOf({ id, url }: LeasedRequest): ImageRecord {
  const path = url.slice('http://'.length);
  return {
    finalUrl: url,
    fileName: `${path.slice(0, path.indexOf('/'))}/summer/${id}-${path.slice(path.lastIndexOf('/') + 1)}`,
    sha256: createHash('sha256').update(url).digest('hex'),
    bytes: 9_000 + (id % 1000),
    width: 640,
    height: 480,
    mediaType: 'image/jpeg',
    fetchedAt: Date.now(),
    etag: `"${id}"`,
    lastModified: 'Wed, 21 Oct 2015 07:28:00 GMT',
  };
}
