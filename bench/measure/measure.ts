/** One run of one tool, from fresh folders to a checked destination. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Peer } from '../peers/peer.ts';
import type { ServerLoad } from '../site/messages.ts';
import type { Site } from '../site/site.ts';
import { findFault } from './completeness.ts';
import { timeToFirstPicture } from './first-picture.ts';
import { watchOthers } from './machine-load.ts';
import { IncompleteRun, runProcess } from './run-process.ts';

export interface Measurement {
  wallMs: number;
  picturesPerSecond: number;
  /** User and system time of the tool's processes. */
  cpuMs: number;
  cpuMsPerPicture: number;
  peakRssBytes: number;
  /** From the start of the process, to within about 10 ms. */
  firstPictureMs: number;
  server: ServerLoad;
  /** Share of all cores, 0 to 1, that went into anything but the tool and the server meanwhile. */
  othersCpuShare: number;
}

export interface MeasureOptions {
  site: Site;
  /** Bytes of each picture. */
  size: number;
  connections: number;
  /** Where the compiled scripts are, and where the run makes its folders. */
  folder: string;
  signal: AbortSignal;
}

/** A tool that takes longer hangs. */
const START_LIMIT_MS = 60_000;
const LIMIT_PER_PICTURE_MS = 100;

/** @throws IncompleteRun when the tool failed, or a picture is missing or damaged. */
export async function measure(peer: Peer, options: MeasureOptions): Promise<Measurement> {
  const { site, size, connections, signal } = options;
  const count = site.digests.length;
  const folder = join(options.folder, 'run');
  const destination = join(folder, 'pictures');
  const script = (name: string) => join(options.folder, `${name}.js`);
  await mkdir(folder);
  const { args, environment } = peer.command({
    url: `${site.origin}/`,
    connections,
    destination,
    storage: join(folder, 'storage'),
    script,
  });
  const over = new AbortController();
  const first = timeToFirstPicture(destination, size, over.signal);
  const run = () =>
    runProcess({
      title: peer.title,
      args,
      environment: { ...ownEnvironment(), ...environment },
      probe: script('usage-probe'),
      folder,
      limitMs: START_LIMIT_MS + LIMIT_PER_PICTURE_MS * count,
      signal,
    }).finally(() => over.abort());
  const othersShare = watchOthers();
  const { value, load } = await site.watch(run);
  const othersCpuShare = othersShare(value.cpuMs + load.cpuMs, value.wallMs);

  const fault = await findFault(destination, site.digests);
  if (fault !== undefined) throw new IncompleteRun(`${peer.title}: ${fault}`);
  const { wallMs, cpuMs, peakRssBytes } = value;
  // A poll may come after the end.
  const firstPictureMs = Math.min((await first) ?? wallMs, wallMs);
  await rm(folder, { recursive: true });
  return {
    wallMs,
    picturesPerSecond: (count / wallMs) * 1000,
    cpuMs,
    cpuMsPerPicture: cpuMs / count,
    peakRssBytes,
    firstPictureMs,
    server: load,
    othersCpuShare,
  };
}

/** Without what would configure Crawlee, and so both tools, from outside. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CRAWLEE|APIFY)_/.test(name)),
  );
}
