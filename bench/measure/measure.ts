/** One run of one tool, from fresh folders to a checked destination. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { IncompleteRun, type BenchContext } from '../context.ts';
import type { Peer } from '../peers/peer.ts';
import type { RunningSite, ServerLoad } from '../site/running-site.ts';
import { keptFolder } from '../workspace.ts';
import { inspect } from './completeness.ts';
import { watchOthers } from './machine-load.ts';
import { runProcess, type ProcessRun } from './run-process.ts';

export interface Measurement {
  wallMs: number;
  picturesPerSecond: number;
  /** User and system time of the tool's processes. */
  cpuMs: number;
  cpuMsPerPicture: number;
  peakRssBytes: number;
  /** From the start of the process until a whole picture stood under its name. */
  firstPictureMs: number;
  /** From the first request to the end of the process, where the server tells. */
  sinceFirstRequestMs?: number;
  server: ServerLoad;
  /** Share of all cores, 0 to 1, that went into anything but the tool and the server meanwhile. */
  othersCpuShare: number;
}

/** A run of a peer that did not do the whole job, and why. Its time means nothing. */
export interface VoidRun {
  void: string;
}

export type Run = Measurement | VoidRun;

export const isVoid = (run: Run): run is VoidRun => 'void' in run;

/** @throws IncompleteRun when it was pixhaul that did not do the whole job. */
export async function measure(
  context: BenchContext,
  peer: Peer,
  site: RunningSite,
  connections: number,
): Promise<Run> {
  const { signal, limitMs, plainCrawlee } = context;
  const folder = join(context.folder, 'run');
  const destination = join(folder, 'pictures');
  await mkdir(destination, { recursive: true });
  const command = await peer.command({ ...site, connections, folder, destination, plainCrawlee });
  const othersShare = watchOthers();
  const logFile = join(folder, 'output.log');
  const run = () => runProcess({ command, folder, logFile, limitMs, signal });
  const { value, load } = await site.watch(run);
  const othersCpuShare = othersShare(value.cpuMs + load.cpuMs, value.wallMs);

  const { digests } = site;
  const { keepsPages: pagesToo = false } = peer;
  const { fault, firstAt } = await inspect(destination, { digests, pagesToo });
  await removeWritten(folder);
  const reason = whyVoid(peer, value, fault);
  if (reason !== undefined) {
    if (peer.name === 'pixhaul') throw new IncompleteRun(`pixhaul: ${reason}`);
    return { void: reason };
  }
  return measurementOf(value, load, { othersCpuShare, firstAt, count: digests.length });
}

function whyVoid(peer: Peer, { end, output }: ProcessRun, fault?: string): string | undefined {
  // A stranger's exit code may speak of anything, robots.txt for example, when all pictures are there.
  const failed = peer.name === 'pixhaul' ? end !== 'exit code 0' : end.startsWith('still running');
  if (fault === undefined && !failed) return undefined;
  const words = output.trim();
  return `${end}; ${fault ?? 'all pictures are there'}${words === '' ? '' : `; its last words: ${words}`}`;
}

function measurementOf(
  { wallMs, cpuMs, peakRssBytes, startedAt, startedAtDate }: ProcessRun,
  server: ServerLoad,
  more: { othersCpuShare: number; firstAt: number | undefined; count: number },
): Measurement {
  const { othersCpuShare, firstAt, count } = more;
  const { firstRequestAt } = server.served ?? {};
  return {
    wallMs,
    picturesPerSecond: (count / wallMs) * 1000,
    cpuMs,
    cpuMsPerPicture: cpuMs / count,
    peakRssBytes,
    firstPictureMs: firstAt === undefined ? wallMs : firstAt - startedAtDate,
    ...(firstRequestAt !== undefined && {
      sinceFirstRequestMs: startedAt + wallMs - firstRequestAt,
    }),
    server,
    othersCpuShare,
  };
}

const SYNC_LIMIT_MS = 60_000;
const runProgram = promisify(execFile);

/** More than this would fill a disk in the course of a benchmark. */
const KEPT_KB = 256 * 1024;

/**
 * Takes away what one run wrote, and waits for the disk, so that the next one is not slowed down. Little is not removed
 * before the benchmark ends, only moved out of the way: ext4 does not use the place of a file again that was deleted
 * in the last minutes, and looks through all of them for each file that is made (3 s more for 5,000 files).
 */
export async function removeWritten(folder: string): Promise<void> {
  const { stdout } = await runProgram('du', ['-sk', folder], { timeout: SYNC_LIMIT_MS });
  const kept = keptFolder(dirname(folder));
  if (Number.parseInt(stdout, 10) <= KEPT_KB) {
    await mkdir(kept, { recursive: true });
    await rename(folder, await mkdtemp(join(kept, 'run-')));
  } else await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  // Where `sync` knows no -f, the next run is a little less alone.
  await runProgram('sync', ['-f', dirname(folder)], { timeout: SYNC_LIMIT_MS }).catch(
    () => undefined,
  );
}
