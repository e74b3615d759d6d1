/** Starts one crawl of the slow site again and again, and kills it each time, until the kills are used up. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { withSite, type LoggedRequest, type Site } from '../../support/site.ts';
import { startCommand, type Command, type Ended } from '../crash/command.ts';
import { untilQuiet } from '../crash/site.ts';
import { readFiles, type Files } from '../crash/state.ts';
import { SlowSite, type LargeFile } from './slow-site.ts';

/** Pictures under way at a time. */
const PER_HOST = 4;

/** What was there after a run, and what it had asked for. */
export interface Run {
  killed: boolean;
  ended: Ended;
  files: Files;
  requests: LoggedRequest[];
}

/** All runs of one crawl; the last one ended by itself. */
export interface Crawl {
  runs: Run[];
  destination: string;
  storage: string;
}

export const argsOf = ({ url }: Site, destination: string, storage: string): string[] => [
  ...[`${url}/`, '-d', destination, '--storage', storage, '--name', 'torture'],
  ...['--per-host', String(PER_HOST), '--retry-delay', '50ms', '-f', '{name}.{ext}'],
];

/**
 * A crawl that is finished before the kills are used up is done once more, from nothing.
 * @param random numbers in [0, 1)
 */
export async function runLane(
  files: readonly LargeFile[],
  folder: string,
  kills: number,
  random: () => number,
): Promise<Crawl[]> {
  const crawls: Crawl[] = [];
  let left = kills;
  while (left > 0) {
    const destination = join(folder, `pictures-${crawls.length}`);
    const storage = join(folder, `storage-${crawls.length}`);
    const slow = new SlowSite(files, true);
    const runs = await withSite(
      slow.answer,
      (site) => runToTheEnd(site, slow, argsOf(site, destination, storage), left, random),
      { mayLeaveOpen: true },
    );
    const killed = runs.filter((run) => run.killed).length;
    expect(killed, `a crawl that could not be killed: ${runs[0]?.ended.stderr ?? ''}`).not.toBe(0);
    left -= killed;
    crawls.push({ runs, destination, storage });
    if (left > 0) await rm(storage, { recursive: true });
  }
  return crawls;
}

async function runToTheEnd(
  site: Site,
  slow: SlowSite,
  args: readonly string[],
  kills: number,
  random: () => number,
): Promise<Run[]> {
  const destination = args[2] ?? '';
  const runs: Run[] = [];
  let run: Run;
  do {
    slow.forget();
    const before = site.requests.length;
    const command = startCommand(args);
    const callOff = runs.length < kills ? killSometime(command, slow, random) : () => undefined;
    const ended = await command.ended;
    callOff();
    await untilQuiet(site);
    const files = await readFiles(destination);
    run = {
      killed: ended.signal === 'SIGKILL',
      ended,
      files,
      requests: site.requests.slice(before),
    };
    runs.push(run);
  } while (run.killed);
  return runs;
}

/** Now and then before it has asked for anything, while it mends what the last kill left; else in mid-transfer. */
const WHILE_MENDING = 0.08;
const LONGEST_START_MS = 900;
const LEAST_SENT = 100_000;
const MOST_SENT = 2_500_000;

function killSometime(command: Command, slow: SlowSite, random: () => number): () => void {
  if (random() < WHILE_MENDING) {
    const timer = setTimeout(() => command.kill('SIGKILL'), random() * LONGEST_START_MS);
    return () => clearTimeout(timer);
  }
  const enough = LEAST_SENT + random() * (MOST_SENT - LEAST_SENT);
  const unwatch = slow.watch(() => {
    if (slow.sent < enough) return;
    unwatch();
    command.kill('SIGKILL');
  });
  return unwatch;
}
