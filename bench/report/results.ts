/** What a benchmark found, as it is kept in `bench/results`. */
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { BenchContext, WorkloadReport } from '../context.ts';
import { findNginx } from '../site/nginx.ts';
import { printedBy, versionIn } from '../programs.ts';

/** Raised when older files cannot be read as these. */
export const FORMAT = 2;

export interface Results extends WorkloadReport {
  format: typeof FORMAT;
  workload: string;
  /** ISO 8601, UTC. */
  measuredAt: string;
  /** Where the tools wrote: `ext4`, `tmpfs`, … */
  fileSystem: string;
  options: Options;
  machine: Machine;
  /** Of each tool and server. */
  versions: Record<string, string>;
}

type Options = Pick<BenchContext, 'runs' | 'connections' | 'server' | 'smoke'>;

export interface Machine {
  cores: number;
  processor: string;
  memoryBytes: number;
  system: string;
  node: string;
}

export function resultsOf(
  workload: string,
  report: WorkloadReport,
  fileSystem: string,
  { runs, connections, server, smoke, peers }: BenchContext,
): Results {
  return {
    format: FORMAT,
    workload,
    measuredAt: new Date().toISOString(),
    fileSystem,
    options: { runs, connections, server, smoke },
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      memoryBytes: totalmem(),
      system: `${process.platform} ${release()} ${process.arch}`,
      node: process.versions.node,
    },
    versions: {
      ...Object.fromEntries(peers.map(({ name, version }) => [name, version])),
      ...(server === 'nginx' && { nginx: versionIn(printedBy(findNginx() ?? '', '-v')) }),
    },
    ...report,
  };
}
