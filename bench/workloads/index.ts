/** Every workload, in the order in which they run. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Workload } from '../context.ts';
import { concurrency } from './concurrency.ts';
import { large, latency, mixed, slow, small } from './galleries.ts';
import { hosts } from './hosts.ts';
import { startup } from './startup.ts';

/** It is made elsewhere: a module that exports `name` and `run`, as every workload does. */
const SCALE = new URL('../scale/workload.ts', import.meta.url);

const scale: readonly Workload[] = existsSync(fileURLToPath(SCALE))
  ? [(await import(SCALE.href)) as Workload]
  : [];

export const WORKLOADS: readonly Workload[] = [
  ...[small, large, mixed, latency, slow, hosts],
  ...scale,
  ...[startup, concurrency],
];
