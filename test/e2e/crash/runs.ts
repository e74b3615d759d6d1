/** Starts a crawl, kills it, and starts it again, until it ends by itself. */
import type { Site } from '../../support/site.ts';
import { startCommand, type Command, type Ended } from './command.ts';
import type { Moment } from './moments.ts';
import { untilQuiet, type GallerySite } from './site.ts';
import { readFiles, readState, type Files, type State } from './state.ts';

export interface Folders {
  destination: string;
  storage: string;
  /** Where the crawl's state file is. */
  crawl: string;
}

/** How long a run took from the start of the process to its first request, in milliseconds. */
export interface FirstRequest {
  ms: number;
  /** Without the time that other processes took its processors from it. */
  ownMs: number;
}

/** One run of the command, and what was there when it had ended. */
export interface Run {
  /** From 1, in the log of the site too. */
  run: number;
  killed: boolean;
  ended: Ended;
  first: FirstRequest | undefined;
  state: State;
  files: Files;
}

export interface Runner {
  site: Site;
  gallery: GallerySite;
  folders: Folders;
  args: readonly string[];
}

/** What may happen to a run. The returned function calls it off, once the run has ended. */
export type Fate = (command: Command) => () => void;

export const peacefully: Fate = () => () => undefined;

/** @param moments one for each run that is to be killed, in this order; whatever comes after them runs to its end */
export async function runUntilDone(runner: Runner, moments: readonly Moment[]): Promise<Run[]> {
  const runs: Run[] = [];
  // Before the first was measured: a guess.
  let startupMs = 600;
  let run: Run;
  do {
    const moment = moments[runs.length];
    const fate = moment ? killedAt(moment, runner.gallery, startupMs) : peacefully;
    run = await runOnce(runner, fate);
    startupMs = run.first?.ms ?? startupMs;
    runs.push(run);
  } while (run.killed);
  return runs;
}

/** @param nodeFlags for the Node.js that the command runs on */
export async function runOnce(
  { site, gallery, folders, args }: Runner,
  fate: Fate,
  nodeFlags: readonly string[] = [],
): Promise<Run> {
  const run = ++gallery.run;
  const command = startCommand(args, nodeFlags);
  let first: FirstRequest | undefined;
  const unwatch = gallery.watch(() => {
    const ms = Date.now() - command.startedAt;
    first ??= { ms, ownMs: Math.max(0, ms - command.crowdedOutMs()) };
  });
  const callOff = fate(command);
  const ended = await command.ended;
  callOff();
  await untilQuiet(site);
  unwatch();
  const state = await readState(folders.crawl);
  const files = await readFiles(folders.destination);
  return { run, killed: ended.signal === 'SIGKILL', ended, first, state, files };
}

function killedAt(moment: Moment, gallery: GallerySite, startupMs: number): Fate {
  return (command) => {
    let timer: NodeJS.Timeout | undefined;
    const killIn = (ms: number) => {
      timer = setTimeout(() => command.kill('SIGKILL'), ms);
    };
    const disarm = () => clearTimeout(timer);
    if (moment.at === 'start') {
      killIn(moment.share * startupMs);
      return disarm;
    }
    const all = gallery.good.length;
    const unwatch =
      moment.at === 'end'
        ? whenSent(gallery, all - moment.left, () => command.kill('SIGKILL'))
        : whenSent(gallery, moment.share * all, () => killIn(moment.delayMs));
    return () => {
      unwatch();
      disarm();
    };
  };
}

/** Calls back once, when so many pictures were sent and the run that is on has asked for something. */
export function whenSent(gallery: GallerySite, enough: number, then: () => void): () => void {
  const { run } = gallery;
  const unwatch = gallery.watch(() => {
    if (gallery.sent.size < enough || gallery.asked.at(-1)?.run !== run) return;
    unwatch();
    then();
  });
  return unwatch;
}
