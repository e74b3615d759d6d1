/** What a workload is given, and what it gives back. */
import type { FoundPeer, MissingPeer } from './peers/index.ts';

export interface BenchContext {
  /** Everything in miniature: it tells that the benchmark works, not how fast anything is. */
  smoke: boolean;
  /** Counted runs of every tool. */
  runs: number;
  /** Requests that every tool may have under way at a time. */
  connections: number;
  /** Who serves sites that need no latency and no pace. */
  server: 'nginx' | 'node';
  /** Instead of what a workload has of its own. */
  pictures: number | undefined;
  /** Bytes of each picture, instead of what a workload has of its own. */
  size: number | undefined;
  pages: number | undefined;
  /** pixhaul first, then the others that are installed. */
  peers: readonly FoundPeer[];
  missing: readonly MissingPeer[];
  /** Empty when a workload begins. Tools write here: it stands on the file system that is measured. */
  folder: string;
  /** Empty when a workload begins; for anything else: below the project, from where packages are found. */
  workspace: string;
  /** Made sites. */
  cache: string;
  /** The built command line of pixhaul: a file that `node` runs. */
  cli: string;
  /** Compiled `peers/plain-crawlee.ts`. */
  plainCrawlee: string;
  /** A process that takes longer is killed. */
  limitMs: number;
  /** Aborted when the benchmark is interrupted. */
  signal: AbortSignal;
  /** Prints one line. */
  say: (text: string) => void;
}

/** Something that must hold for the project to be as fast as it means to be. A bar that is missed is no error. */
export interface Bar {
  /** Unique among all workloads' bars: `small: pixhaul by aria2`. */
  what: string;
  /** `at least 10 ×` */
  wanted: string;
  measured: string;
  /** null: it was not measured. */
  met: boolean | null;
}

export interface WorkloadReport {
  /** One sentence: what was done. */
  title: string;
  /** Tables. */
  markdown: string;
  /** One sentence each, with its full stop. */
  notes: readonly string[];
  bars: readonly Bar[];
  /** Everything that was measured, for the JSON file. */
  data: unknown;
}

export interface Workload {
  /** As it is asked for on the command line. */
  name: string;
  /** @throws IncompleteRun when pixhaul did not do the whole job. */
  run: (context: BenchContext) => Promise<WorkloadReport>;
}

/** pixhaul did not do the whole job, so its time means nothing. */
export class IncompleteRun extends Error {}
