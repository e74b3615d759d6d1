/** All measurements of one length of the queue. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FillResult } from './fill.ts';
import { NAME, runCommand } from './command-line.ts';
import type { ScaleContext } from './context.ts';
import { runChild } from './run-child.ts';
import type { TinySite } from './site.ts';

export interface Length {
  requests: number;
  hosts: number;
}

/** A queue that was filled, and what was measured with it. */
export interface Prepared extends Length {
  storage: string;
  fill: FillResult;
  stateBytes: number;
  rounds: Round[];
}

export interface Round {
  /** CPU time of the store for each picture, in microseconds. */
  storeUs: number;
  openMs: number;
  storePeakRssBytes: number;
  /** Of the whole command line; not measured with many hosts, which are not there. */
  command?: {
    /** CPU time for each picture, in microseconds. */
    pictureUs: number;
    /** From the start of the process. */
    firstRequestMs: number;
    peakRssBytes: number;
  };
}

export async function prepare(
  context: ScaleContext,
  site: TinySite,
  { requests, hosts }: Length,
): Promise<Prepared> {
  const storage = join(context.folder, `${requests}-${hosts}`);
  const shape = { pictures: requests, hosts, site: site.host };
  const { fill, stateBytes } = await runChild(context, join(storage, NAME), { fill: shape });
  if (fill === undefined) throw new Error('the queue was not filled');
  return { requests, hosts, storage, fill, stateBytes, rounds: [] };
}

/** Measures on a copy, so that each round finds the same queue. */
export async function measure(
  context: ScaleContext,
  site: TinySite,
  { requests, hosts, storage }: Prepared,
): Promise<Round> {
  const copy = join(context.folder, 'copy');
  const fresh = async (): Promise<string> => {
    await rm(copy, { recursive: true, force: true });
    await cp(storage, copy, { recursive: true });
    return copy;
  };
  const count = Math.min(context.smoke ? 200 : 20_000, Math.floor(requests / 2));
  const cycles = { count, workers: 40, steps: 1 as const };
  const store = await runChild(context, join(await fresh(), NAME), { cycles });
  const round: Round = {
    storeUs: store.cycleUs ?? NaN,
    openMs: store.openMs,
    storePeakRssBytes: store.peakRssBytes,
  };
  if (hosts === 1) round.command = await measureCommand(context, site, await fresh(), requests);
  await rm(copy, { recursive: true, force: true });
  return round;
}

/** The difference of two runs, so that what a start takes does not count. */
async function measureCommand(
  context: ScaleContext,
  site: TinySite,
  storage: string,
  requests: number,
): Promise<NonNullable<Round['command']>> {
  const few = context.smoke ? 20 : 500;
  const many = Math.min(context.smoke ? 100 : 4_500, Math.floor(requests / 2));
  const short = await runCommand(context, { site, storage, downloads: few });
  const long = await runCommand(context, { site, storage, downloads: many });
  return {
    pictureUs: ((long.cpuMs - short.cpuMs) * 1000) / (many - few),
    firstRequestMs: short.firstRequestMs,
    peakRssBytes: Math.max(short.peakRssBytes, long.peakRssBytes),
  };
}
