/** The built command line on a crawl that has very much to do: until its first request, and what a picture takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScaleContext } from './context.ts';
import type { TinySite } from './site.ts';

export interface CommandRun {
  firstRequestMs: number;
  /** User and system time of the process. */
  cpuMs: number;
  peakRssBytes: number;
}

export interface CommandOptions {
  site: TinySite;
  /** Has the folder `NAME` of the prepared crawl. */
  storage: string;
  /** Pictures to save in this run. */
  downloads: number;
}

/** Name of the prepared crawl. */
export const NAME = 'scale';
const CONNECTIONS = '40';
/** Exit code of a crawl that saved as many pictures as it was to. */
const STOPPED_BY_LIMIT = 101;
const LIMIT_MS = 300_000;
/** Preloaded: writes down at the exit what the process used. */
const PROBE = `data:text/javascript,${encodeURIComponent(
  `import { readFileSync, writeFileSync } from 'node:fs';
   process.on('exit', () => {
     const kib = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
     const { user, system } = process.cpuUsage();
     const used = { cpuMs: (user + system) / 1000, peakRssBytes: Number(kib) * 1024 };
     writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(used));
   });`,
)}`;

/** @throws when the command fails. */
export async function runCommand(
  { dist, folder, signal }: ScaleContext,
  { site, storage, downloads }: CommandOptions,
): Promise<CommandRun> {
  const usageFile = join(folder, 'usage.json');
  const pictures = join(folder, 'pictures');
  site.forget();
  const startedAt = Date.now();
  const args = [
    ...['--import', PROBE, join(dist, 'cli/main.js'), `http://${site.host}/`],
    ...['-N', CONNECTIONS, '--per-host', CONNECTIONS, '--max-downloads', String(downloads)],
    ...['--storage', storage, '--name', NAME, '-d', pictures, '--quiet'],
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, BENCH_USAGE_FILE: usageFile },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LIMIT_MS,
    signal,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (said = (said + text).slice(-2000)));
  const [code] = (await once(child, 'close')) as [number | null];
  const firstAt = site.firstAt();
  await rm(pictures, { recursive: true, force: true });
  if (code !== STOPPED_BY_LIMIT || firstAt === undefined)
    throw new Error(`the command line ended with ${String(code)}:\n${said}`);
  const used = JSON.parse(await readFile(usageFile, 'utf8')) as Omit<CommandRun, 'firstRequestMs'>;
  return { ...used, firstRequestMs: firstAt - startedAt };
}
