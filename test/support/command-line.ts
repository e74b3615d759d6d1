/** The built command line, run as a user runs it: a process of its own in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrawlStatus } from '../../src/index.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export class Workplace {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Runs `pixhaul …` here; retries are quick unless the arguments say otherwise. */
  run(args: readonly string[], { input }: { input?: string } = {}): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const env = { ...process.env, CRAWLEE_STORAGE_DIR: '' };
      const child = spawn(process.execPath, [MAIN, ...args], { cwd: this.folder, env });
      const ran: Ran = { exitCode: null, stdout: '', stderr: '' };
      child.stdout.on('data', (chunk: Buffer) => (ran.stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (exitCode) => resolve({ ...ran, exitCode }));
      child.stdin.end(input);
    });
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
