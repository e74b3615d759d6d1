/** What a benchmark found, as it is kept in `bench/results`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Measurement } from '../measure/measure.ts';
import type { BenchOptions } from '../options.ts';
import type { Peer } from '../peers/peer.ts';
import type { Ceiling } from '../site/ceiling.ts';
import { mediansOf, type Medians } from './medians.ts';

export interface Results {
  /** ISO 8601, UTC. */
  measuredAt: string;
  options: Pick<BenchOptions, 'pictures' | 'size' | 'pages' | 'connections' | 'runs'>;
  machine: Machine;
  versions: { pixhaul: string; crawlee: string };
  /** The server, read by a client that does nothing else. */
  ceiling: Ceiling;
  peers: PeerResults[];
}

export interface PeerResults {
  name: string;
  title: string;
  settings: string;
  medians: Medians;
  /** In the order of the runs. */
  runs: readonly Measurement[];
}

interface Machine {
  cores: number;
  processor: string;
  memoryBytes: number;
  system: string;
  node: string;
}

export function resultsOf(
  { pictures, size, pages, connections, runs }: BenchOptions,
  ceiling: Ceiling,
  measured: readonly { peer: Peer; runs: readonly Measurement[] }[],
): Results {
  return {
    measuredAt: new Date().toISOString(),
    options: { pictures, size, pages, connections, runs },
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      memoryBytes: totalmem(),
      system: `${process.platform} ${process.arch}`,
      node: process.versions.node,
    },
    versions: { pixhaul: ownVersion(), crawlee: crawleeVersion() },
    ceiling,
    peers: measured.map(({ peer, runs: all }) => ({
      name: peer.name,
      title: peer.title,
      settings: peer.settings(connections),
      medians: mediansOf(all),
      runs: all,
    })),
  };
}

function versionIn(file: string | URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const ownVersion = () => versionIn(new URL('../../package.json', import.meta.url));

const crawleeVersion = () =>
  versionIn(createRequire(import.meta.url).resolve('@crawlee/cheerio/package.json'));
