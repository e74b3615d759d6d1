/** Runs the whole benchmark in small, with the built command line. It judges that it works, never how fast. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Measurement } from '../../bench/measure/measure.ts';
import type { Results } from '../../bench/report/results.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUN = join(ROOT, 'bench/run.ts');
const WORKSPACES = join(ROOT, 'bench/.tmp');
/** A busy machine may take long; only a hang should end a test. */
const PATIENCE_MS = 240_000;

let results: string;
beforeAll(async () => (results = await mkdtemp(join(tmpdir(), 'pixhaul-bench-'))));
afterAll(() => rm(results, { recursive: true, force: true }));

function start(...args: string[]) {
  return spawn(process.execPath, ['--import', 'tsx', RUN, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function bench(...args: string[]) {
  const child = start(...args);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { out, err, code };
}

const workspaces = () => readdir(WORKSPACES).catch((): string[] => []);

async function read(name: RegExp): Promise<Results> {
  const file = (await readdir(results)).find((one) => name.test(one)) ?? 'none';
  return JSON.parse(await readFile(join(results, file), 'utf8')) as Results;
}

test(
  'every workload in miniature does its job, and its results are written',
  { timeout: PATIENCE_MS },
  async () => {
    const { err, code } = await bench('--smoke', '--results', results);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const workloads = (await readdir(results))
      .map((name) => /^\d{4}-\d\d-\d\d-(\w+)-\w+\.json$/.exec(name)?.[1])
      .filter((name) => name !== undefined);
    for (const name of [
      ...['small', 'large', 'mixed', 'latency', 'slow', 'hosts', 'startup', 'concurrency'],
    ])
      expect(workloads).toContain(name);

    const { data } = await read(/-small-/);
    const { tools } = data as { tools: { name: string; runs: Measurement[] }[] };
    expect(tools.map(({ name, runs }) => [name, runs.length])).toEqual([['pixhaul', 1]]);
    for (const { server, cpuMs, peakRssBytes, firstPictureMs, wallMs } of tools[0]?.runs ?? []) {
      // 60 pictures, the index and three galleries; a machine too busy to answer in time may have led to a retry.
      expect(server.served?.requests).toBeGreaterThanOrEqual(64);
      expect(cpuMs).toBeGreaterThan(10);
      expect(peakRssBytes).toBeGreaterThan(10 * 2 ** 20);
      expect(firstPictureMs).toBeLessThanOrEqual(wallMs);
    }
    const { bars } = await read(/-hosts-/);
    expect(bars).toHaveLength(1);
    const page = await readFile(join(results, 'latest.md'), 'utf8');
    expect(page).toMatch(/^## concurrency, on /m);
  },
);

test('other tools run beside pixhaul', { timeout: PATIENCE_MS }, async () => {
  const { out, err, code } = await bench('small', '--smoke', '--only', 'pixhaul,crawlee');
  expect({ err, code }).toEqual({ err: '', code: 0 });
  expect(out).toMatch(/^\| plain Crawlee \| start page \|/m);
});

test('a wrong option is told, and nothing runs', { timeout: PATIENCE_MS }, async () => {
  const { out, err, code } = await bench('--only', 'pixhaul,lynx');
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(err).toContain('not lynx');
});

test('Ctrl-C ends everything and leaves nothing', { timeout: PATIENCE_MS }, async () => {
  const before = new Set(await workspaces());
  const child = start('latency', '--smoke', '--pictures', '2000', '--pages', '50');
  const exit = once(child, 'exit');
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (said: string) => (out += said));
  while (!out.includes('making') && child.exitCode === null) await sleep(20);
  // Into the first run.
  await sleep(1500);
  child.kill('SIGINT');
  expect(await exit).toEqual([130, null]);
  const left = (await workspaces()).filter((name) => !before.has(name));
  expect(left).toEqual([]);
});
