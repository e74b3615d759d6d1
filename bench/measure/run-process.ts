/** Runs one program to its end, and tells what it took. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { now } from './clock.ts';
import { endedChildrenCpuMs, peakRssBytes } from './proc.ts';

export interface Command {
  file: string;
  args: readonly string[];
  /** Added to that of the benchmark. */
  environment?: Record<string, string>;
}

export interface ProcessOptions {
  command: Command;
  /** Working folder. */
  folder: string;
  /** Gets everything that it prints. */
  logFile: string;
  /** A process that takes longer is killed. */
  limitMs: number;
  /** Aborting it kills the process and whatever it started. */
  signal: AbortSignal;
  /** When it settles, the process has done what was wanted, and is killed. */
  until?: (over: AbortSignal) => Promise<void>;
}

export interface ProcessRun {
  /** From the start of the process, its loading included, to its end. */
  wallMs: number;
  /** User and system time of the process, all its threads, and the children that it waited for. */
  cpuMs: number;
  /** Of the process, without its children. */
  peakRssBytes: number;
  /** Of its start, in the time of `clock.ts`. */
  startedAt: number;
  /** The same moment by the system's clock, for comparison with times of files. */
  startedAtDate: number;
  /** `exit code 0`, `killed by SIGKILL`, `still running after 60 s` or `done`. */
  end: string;
  /** The end of what it printed. */
  output: string;
}

/** How much of what a process printed is kept. */
const KEPT_OUTPUT = 2000;
/** How often its memory is looked at; the peak itself is counted by the system. */
const LOOK_MS = 20;

/** The way it ended is told, not thrown: only a program that cannot be started, and an interruption, throw. */
export async function runProcess(options: ProcessOptions): Promise<ProcessRun> {
  const { command, folder, logFile, signal } = options;
  signal.throwIfAborted();
  const log = openSync(logFile, 'w');
  const cpuBefore = endedChildrenCpuMs();
  const [startedAt, startedAtDate] = [now(), Date.now()];
  const child = spawn(command.file, command.args, {
    cwd: folder,
    env: { ...ownEnvironment(), ...command.environment },
    stdio: ['ignore', log, log],
    // A group of its own, so that its children are ended with it.
    detached: true,
  });
  closeSync(log);
  const memory = watchMemory(child);
  try {
    const end = await endOf(child, options);
    signal.throwIfAborted();
    return {
      wallMs: now() - startedAt,
      cpuMs: endedChildrenCpuMs() - cpuBefore,
      peakRssBytes: memory.peak(),
      startedAt,
      startedAtDate,
      end,
      output: (await readFile(logFile, 'utf8')).slice(-KEPT_OUTPUT),
    };
  } finally {
    memory.stop();
  }
}

async function endOf(
  child: ChildProcess,
  { limitMs, signal, until }: ProcessOptions,
): Promise<string> {
  let end: string | undefined;
  const kill = (why: string) => {
    end ??= why;
    killGroup(child);
  };
  const onAbort = () => kill('interrupted');
  const limit = setTimeout(() => kill(`still running after ${limitMs / 1000} s`), limitMs);
  const over = new AbortController();
  signal.addEventListener('abort', onAbort, { once: true });
  const exit = exitOf(child).then((exited) => {
    // Its children go with it.
    killGroup(child);
    over.abort();
    return (end ??= exited);
  });
  // Whatever `until` throws ends the process too, and comes out below.
  const wanted = until?.(over.signal).finally(() => kill('done'));
  try {
    const [ended] = await Promise.all([exit, wanted]);
    return ended;
  } finally {
    over.abort();
    clearTimeout(limit);
    signal.removeEventListener('abort', onAbort);
  }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', (code, signal) => {
      resolve(code === null ? `killed by ${signal ?? 'a signal'}` : `exit code ${code}`);
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nothing of it is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function watchMemory({ pid }: ChildProcess) {
  let peak = 0;
  const look = () => {
    if (pid !== undefined) peak = Math.max(peak, peakRssBytes(pid) ?? 0);
  };
  const timer = setInterval(look, LOOK_MS);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

/** Without what would configure Crawlee, or lead requests through a proxy. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(CRAWLEE_|APIFY_|(https?|ftp|all|no)_proxy$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
