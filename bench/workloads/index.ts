/** Every workload, in the order in which they run. */
import type { Workload } from '../context.ts';
import { concurrency } from './concurrency.ts';
import { large, latency, mixed, slow, small } from './galleries.ts';
import { hosts } from './hosts.ts';
import { scale } from './scale.ts';
import { startup } from './startup.ts';

export const WORKLOADS: readonly Workload[] = [
  ...[small, large, mixed, latency, slow, hosts],
  ...[scale, startup, concurrency],
];
