/**
 * One measurement in a process of its own: fills a store, works some of it off, and opens it again. Prints JSON.
 * Arguments: the built project to measure, the folder of the store, and the options as JSON.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { cycles, type CycleOptions } from './cycles.ts';
import { fill, type FillResult } from './fill.ts';
import type { GalleryShape } from './pictures.ts';

export interface StoreRunOptions {
  shape: GalleryShape;
  cycles: CycleOptions;
}

export interface StoreRunResult {
  fill: FillResult;
  /** CPU time for each picture, in microseconds. */
  cycleUs: number[];
  openMs: number;
  firstLeaseMs: number;
  peakRssBytes: number;
  rssBytes: number;
  /** Of all files, after the store was closed. */
  stateBytes: number;
}

const [dist = '', folder = '', json = ''] = process.argv.slice(2);
const options = JSON.parse(json) as StoreRunOptions;
const built = (await import(join(dist, 'store/sqlite/index.js'))) as {
  openSqliteStore: typeof openSqliteStore;
};

const store = await built.openSqliteStore({ folder });
const filled = await fill(store, options.shape);
const cycleUs = await cycles(store, options.cycles);
const rssBytes = process.memoryUsage.rss();
await store.close();
const startedAt = performance.now();
const again = await built.openSqliteStore({ folder });
await again.counts();
await again.openClaims();
await again.requeueDepth(undefined);
const openedAt = performance.now();
await again.lease({ limit: 1, perHost: 8, kinds: ['gallery', 'image'] });
const leasedAt = performance.now();
await again.close();
const result: StoreRunResult = {
  fill: filled,
  cycleUs,
  openMs: openedAt - startedAt,
  firstLeaseMs: leasedAt - openedAt,
  peakRssBytes: peakRss(),
  rssBytes,
  stateBytes: statSync(join(folder, 'crawl.sqlite')).size,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

function peakRss(): number {
  const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  return Number(kib) * 1024;
}
