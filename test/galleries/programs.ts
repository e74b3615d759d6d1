/**
 * The programs that the run starts, and the folder that it works in: both are gone when the process ends,
 * whichever way it ends.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Something that a person can mend; the message says how. */
export class RunError extends Error {}

const running = new Set<ChildProcess>();

/** A new folder, removed when the process ends; programs still running then are killed first. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pixhaul-galleries-'));
  // Apache reads what is in it as another user.
  chmodSync(folder, 0o755);
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
    // A program that was just killed may have written one more file while the folder was being emptied.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  return folder;
}

/** Starts a program that is killed when this process ends. Its output is kept, up to 1 MB. */
export function start(command: string, args: readonly string[], options: StartOptions = {}) {
  const { folder, home } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(folder === undefined ? {} : { cwd: folder }),
    // No settings of the person who runs this, and file names are UTF-8.
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...(home === undefined ? {} : { HOME: home }) },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      if (output[name].length < 1_000_000) output[name] += text;
    });
  running.add(child);
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return { child, output, ended };
}

interface StartOptions {
  /** Working directory. */
  folder?: string;
  /** Stands in for the person's own home folder. */
  home?: string;
}

const TIME_LIMIT_MS = 300_000;

/** Runs a program to its end, or kills it after five minutes. */
export async function run(command: string, args: readonly string[], options: StartOptions = {}) {
  const { child, output, ended } = start(command, args, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
  try {
    return { exitCode: await ended, ...output };
  } finally {
    clearTimeout(timer);
  }
}

/** @throws Error when the program fails. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}:\n${stderr || stdout}`);
}
