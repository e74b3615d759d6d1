/** Runs one Node.js process to its end, and tells what it took. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ProcessUsage {
  /** User and system time of the process, all its threads, and the children that it waited for. */
  cpuMs: number;
  peakRssBytes: number;
}

export interface ProcessRun extends ProcessUsage {
  /** From the start of the process, its loading included, to its end. */
  wallMs: number;
}

export interface ProcessOptions {
  /** Names it in errors. */
  title: string;
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** Compiled `usage-probe.ts`. */
  probe: string;
  /** Exists, and is this run's own. */
  folder: string;
  /** A process that takes longer is killed. */
  limitMs: number;
  /** Aborting it kills the process. */
  signal: AbortSignal;
}

/** A tool did not do the whole job, so its time means nothing. */
export class IncompleteRun extends Error {}

/** How much of what a failed process printed is shown. */
const SHOWN_OUTPUT = 2000;

/** @throws IncompleteRun when the process ends with anything but exit code 0, or not in time. */
export async function runProcess(options: ProcessOptions): Promise<ProcessRun> {
  const { title, args, environment, probe, folder, limitMs, signal } = options;
  const usageFile = join(folder, 'usage.json');
  const logFile = join(folder, 'output.log');
  const log = openSync(logFile, 'w');
  try {
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['--import', probe, ...args], {
      cwd: folder,
      env: { ...environment, BENCH_USAGE_FILE: usageFile },
      stdio: ['ignore', log, log],
      timeout: limitMs,
      signal,
      killSignal: 'SIGKILL',
    });
    const end = await endOf(child);
    const wallMs = performance.now() - startedAt;
    if (end !== 'exit code 0') {
      const output = (await readFile(logFile, 'utf8')).slice(-SHOWN_OUTPUT);
      const took = `${end} after ${Math.round(wallMs)} ms`;
      throw new IncompleteRun(`${title}: ${took}; its last words:\n${output}`);
    }
    return { ...(JSON.parse(await readFile(usageFile, 'utf8')) as ProcessUsage), wallMs };
  } finally {
    closeSync(log);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', (code, signal) => {
      resolve(code === null ? `killed by ${signal ?? 'a signal'}` : `exit code ${code}`);
    });
  });
}
