/** A site served by an nginx of the benchmark's own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../measure/clock.ts';
import { treeCpuMs } from '../measure/proc.ts';
import { findProgram, printedBy } from '../programs.ts';
import type { MadeSite } from './make-site.ts';
import { nginxConfig } from './nginx-config.ts';
import { pagesOf } from './pages.ts';
import { urlsOf, type RunningSite } from './running-site.ts';

export const findNginx = (): string | undefined => findProgram('nginx');

const START_LIMIT_MS = 10_000;
/** Another program may take the port between our look and nginx's. */
const TRIES = 3;

/**
 * @param folder exists, and is nginx's own
 * @param signal aborting it kills the server
 */
export async function startNginx(
  site: MadeSite,
  folder: string,
  signal: AbortSignal,
): Promise<RunningSite> {
  const program = findNginx();
  if (program === undefined) throw new Error('nginx is not installed');
  for (let left = TRIES; ; left--) {
    const port = await freePort();
    const child = await startOnce(program, site, folder, port);
    const kill = () => killGroup(child);
    signal.addEventListener('abort', kill, { once: true });
    if (await answers(child, port)) return hold(site, child, port, signal, kill);
    signal.removeEventListener('abort', kill);
    kill();
    if (left > 1 && !signal.aborted) continue;
    const said = await readFile(join(folder, 'error.log'), 'utf8').catch(() => 'no error log');
    throw new Error(`nginx did not start: ${said}`);
  }
}

async function startOnce(
  program: string,
  site: MadeSite,
  folder: string,
  port: number,
): Promise<ChildProcess> {
  const pages = join(folder, 'pages');
  for (const [path, html] of pagesOf(site.galleries, () => originAt(port))) {
    await mkdir(join(pages, path), { recursive: true });
    await writeFile(join(pages, path, 'index.html'), html);
  }
  const file = join(folder, 'nginx.conf');
  const user = process.getuid?.() === 0 ? userInfo().username : undefined;
  const places = { port, folder, pages, pictures: site.folder };
  await writeFile(file, nginxConfig(places, printedBy(program, '-V'), user));
  return spawn(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
    // A group of its own, which ends as one: the master and its worker.
    detached: true,
  });
}

const originAt = (port: number) => `http://127.0.0.1:${port}`;

function hold(
  site: MadeSite,
  child: ChildProcess,
  port: number,
  signal: AbortSignal,
  kill: () => void,
): RunningSite {
  return {
    server: 'nginx',
    ...urlsOf(site, () => originAt(port)),
    watch: async (during) => {
      const [cpuBefore, startedAt] = [treeCpuMs(child.pid ?? 0), now()];
      const value = await during();
      const cpuMs = treeCpuMs(child.pid ?? 0) - cpuBefore;
      return { value, load: { cpuMs, busy: cpuMs / (now() - startedAt) } };
    },
    close: async () => {
      signal.removeEventListener('abort', kill);
      if (hasEnded(child)) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      kill();
      await ended;
    },
  };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || hasEnded(child)) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It ended just now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const failed = new Promise<boolean>((resolve) => child.once('error', () => resolve(false)));
  return Promise.race([failed, whenOpen(child, port)]);
}

async function whenOpen(child: ChildProcess, port: number): Promise<boolean> {
  const until = now() + START_LIMIT_MS;
  while (now() < until && !hasEnded(child)) {
    if (await isOpen(port)) return !hasEnded(child);
    await sleep(20);
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
