/** Several runs of several tools, in turns. */
import type { BenchContext } from '../context.ts';
import type { FoundPeer } from '../peers/index.ts';
import type { RunningSite } from '../site/running-site.ts';
import { isVoid, measure, type Measurement, type Run, type VoidRun } from './measure.ts';

export interface PeerRuns {
  peer: FoundPeer;
  /** In their order. */
  runs: readonly Measurement[];
  voids: readonly VoidRun[];
}

export interface TurnsOptions {
  peers: readonly FoundPeer[];
  site: RunningSite;
  connections: number;
  runs: number;
}

/**
 * A B C, A B C, …, so that a change in the machine's mood meets all of them. A tool that ran out of its time is not
 * run again.
 * @throws IncompleteRun
 */
export async function measureInTurns(
  context: BenchContext,
  { peers, site, connections, runs }: TurnsOptions,
): Promise<PeerRuns[]> {
  const all = peers.map((peer) => ({
    peer,
    runs: [] as Measurement[],
    voids: [] as VoidRun[],
  }));
  for (let turn = 1; turn <= runs; turn++) {
    for (const { peer, runs: done, voids } of all) {
      if (voids.some((run) => run.void.startsWith('still running'))) continue;
      const run = await measure(context, peer, site, connections);
      context.say(`  ${peer.title}, run ${turn} of ${runs}: ${lineOf(run)}`);
      if (isVoid(run)) voids.push(run);
      else done.push(run);
    }
  }
  return all;
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

function lineOf(run: Run): string {
  if (isVoid(run)) return `void: ${run.void}`;
  const { picturesPerSecond, wallMs, cpuMs, peakRssBytes, server, othersCpuShare } = run;
  return `${picturesPerSecond.toFixed(0)} pictures/s, ${(wallMs / 1000).toFixed(2)} s, CPU ${(cpuMs / 1000).toFixed(2)} s, ${(peakRssBytes / 2 ** 20).toFixed(0)} MiB; server busy ${percent(server.busy)}, other programs ${percent(othersCpuShare)} of the machine`;
}
