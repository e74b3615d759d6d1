/**
 * One measurement of the store, in a process of its own, so that its memory and CPU time are the store's. Arguments:
 * the built project, the folder of the store, and a task as JSON. Prints the result as JSON.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { cycles, type CycleOptions } from './cycles.ts';
import { fill, type FillResult } from './fill.ts';
import type { GalleryShape } from './pictures.ts';

export type ChildTask = { fill: GalleryShape } | { cycles: CycleOptions };

export interface ChildResult {
  /** From the call that opens the store until the start of a crawl has what it asks for. */
  openMs: number;
  fill?: FillResult;
  /** CPU time for each picture, in microseconds. */
  cycleUs?: number;
  peakRssBytes: number;
  /** Of the file, after the store was closed. */
  stateBytes: number;
}

const [dist = '', folder = '', json = ''] = process.argv.slice(2);
const task = JSON.parse(json) as ChildTask;
const built = (await import(join(dist, 'store/sqlite/index.js'))) as {
  openSqliteStore: typeof openSqliteStore;
};
const startedAt = performance.now();
const store = await built.openSqliteStore({ folder });
await store.openClaims();
await store.requeueDepth(undefined);
await store.counts();
const openMs = performance.now() - startedAt;
const measured =
  'fill' in task
    ? { fill: await fill(store, task.fill) }
    : { cycleUs: await cycles(store, task.cycles) };
await store.close();
const result: ChildResult = {
  openMs,
  ...measured,
  peakRssBytes: peakRssBytes(),
  stateBytes: statSync(join(folder, 'crawl.sqlite')).size,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

function peakRssBytes(): number {
  // maxRSS of a process begins with that of whoever started it; VmHWM is its own (proc(5)).
  const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  return Number(kib) * 1024;
}
