/** Runs the built command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Command {
  /** Milliseconds since the epoch, right before the process was made. */
  startedAt: number;
  kill(signal: NodeJS.Signals): void;
  /** Milliseconds that it could have run and had to wait, as other processes had all processors; 0 where unknown. */
  crowdedOutMs(): number;
  ended: Promise<Ended>;
}

/** @param nodeFlags for Node.js itself */
export function startCommand(args: readonly string[], nodeFlags: readonly string[] = []): Command {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [...nodeFlags, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = (async (): Promise<Ended> => {
    const [[code, signal], stdout, stderr] = await Promise.all([
      once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, signal, stdout, stderr };
  })();
  return {
    startedAt,
    kill: (signal) => void child.kill(signal),
    crowdedOutMs: () => runDelayMs(child.pid),
    ended,
  };
}

/** Linux counts it for each process's main thread, in nanoseconds (kernel documentation, sched-stats: /proc/<pid>/schedstat). */
function runDelayMs(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    // It has ended, or the kernel does not count.
    return 0;
  }
}
