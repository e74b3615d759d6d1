/** The built command line, run as a user runs it: a process of its own in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CrawlStatus } from '../../src/index.ts';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A command that was started. */
export interface Running {
  pid: number | undefined;
  ended: Promise<Ran>;
  stdin: Writable;
  kill(signal: NodeJS.Signals): void;
  /** What it said until now. */
  so(): Readonly<Ran>;
  over(): boolean;
  /** Goes away as a reader of what it says. */
  closeOutput(): void;
}

/** A little less than what a test has. */
const PATIENCE_MS = 115_000;

export class Workplace {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Runs `pixhaul …` here; retries are quick unless the arguments say otherwise. A run that hangs is killed after
   * `patienceMs`, before the test is given up, and leaves no process behind: its exit code is null.
   */
  async run(
    args: readonly string[],
    { input, patienceMs = PATIENCE_MS }: { input?: string; patienceMs?: number } = {},
  ): Promise<Ran> {
    const running = this.start(args);
    running.stdin.end(input);
    const hangs = setTimeout(() => running.kill('SIGKILL'), patienceMs);
    try {
      return await running.ended;
    } finally {
      clearTimeout(hangs);
    }
  }

  /** Starts `pixhaul …` here, and does not wait for it. */
  start(args: readonly string[], { through = [] }: { through?: readonly string[] } = {}): Running {
    const env = { ...process.env, CRAWLEE_STORAGE_DIR: '' };
    const [command = process.execPath, ...before] = through;
    const words = [...before, ...(through.length > 0 ? [process.execPath] : []), MAIN, ...args];
    const child = spawn(command, words, { cwd: this.folder, env });
    const ran: Ran = { exitCode: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (ran.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
    const ended = new Promise<Ran>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ ...ran, exitCode }));
    });
    return {
      pid: child.pid,
      ended,
      stdin: child.stdin,
      kill: (signal) => void child.kill(signal),
      so: () => ran,
      closeOutput: () => {
        child.stdout.destroy();
        child.stderr.destroy();
      },
      over: () => child.exitCode !== null || child.signalCode !== null,
    };
  }

  /**
   * Waits until something is so, while a command runs.
   * @throws Error after a minute, or when the command ended before
   */
  async until(isSo: () => Promise<boolean>, running?: Running): Promise<void> {
    for (let i = 0; i < 600; i++) {
      if (await isSo().catch(() => false)) return;
      if (running?.over() === true) break;
      await sleep(100);
    }
    throw new Error(`what was waited for did not happen; so far: ${running?.so().stderr ?? ''}`);
  }

  crawl(url: string, ...args: string[]): Promise<Ran> {
    return this.run([url, '--name', 'test', '--tries', '3', '--retry-delay', '20ms', ...args]);
  }

  async status(): Promise<CrawlStatus> {
    return JSON.parse((await this.run(['status', '--json'])).stdout) as CrawlStatus;
  }

  async rows(what: string): Promise<Record<string, unknown>[]> {
    const { stdout } = await this.run(['export', what]);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Files below a folder, sorted, `/` as separator. */
  async files(below = 'pictures'): Promise<string[]> {
    const entries = await readdir(join(this.folder, below), {
      recursive: true,
      withFileTypes: true,
    });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(this.folder, below).length + 1))
      .sort();
  }
}

/** A folder to work in, removed afterwards. */
export async function withWorkplace(work: (workplace: Workplace) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pixhaul-e2e-'));
  try {
    await work(new Workplace(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
