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
import type { Results } from '../../bench/report/results.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUN = join(ROOT, 'bench/run.ts');
const WORKSPACES = join(ROOT, 'bench/results/tmp');
/** A busy machine may take long; only a hang should end a test. */
const PATIENCE_MS = 120_000;

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

test(
  'both tools save the whole site, and the results are written',
  { timeout: PATIENCE_MS },
  async () => {
    const { out, err, code } = await bench('--smoke', '--results', results);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toContain('pixhaul : plain Crawlee');

    const files = (await readdir(results)).toSorted();
    expect(files).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d-small\.json$/), 'latest.md']);
    const json = await readFile(join(results, files[0] ?? ''), 'utf8');
    const { peers, options } = JSON.parse(json) as Results;
    expect(options.pictures).toBe(60);
    expect(peers.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['pixhaul', 1],
      ['crawlee', 1],
    ]);
    for (const { runs } of peers) {
      for (const { server, cpuMs, peakRssBytes, firstPictureMs, wallMs } of runs) {
        // The index and three galleries; a machine too busy to answer in time may have led to a retry.
        expect(server.served.pages).toBeGreaterThanOrEqual(4);
        expect(server.served.pictures).toBeGreaterThanOrEqual(60);
        expect(cpuMs).toBeGreaterThan(10);
        expect(peakRssBytes).toBeGreaterThan(10 * 2 ** 20);
        expect(firstPictureMs).toBeLessThanOrEqual(wallMs);
      }
    }
    expect(await readFile(join(results, 'latest.md'), 'utf8')).toMatch(/^\| plain Crawlee/m);
  },
);

test('a wrong option is told, and nothing runs', { timeout: PATIENCE_MS }, async () => {
  const { out, err, code } = await bench('--only', 'pixhaul,wget');
  expect({ out, code }).toEqual({ out: '', code: 2 });
  expect(err).toContain('not wget');
});

test('Ctrl-C ends everything and leaves nothing', { timeout: PATIENCE_MS }, async () => {
  const before = new Set(await workspaces());
  const child = start('--pictures', '4000', '--size', '500', '--pages', '50', '--runs', '1');
  const exit = once(child, 'exit');
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (said: string) => (out += said));
  while (!out.includes('The server alone') && child.exitCode === null) await sleep(20);
  // Into the first run.
  await sleep(500);
  child.kill('SIGINT');
  expect(await exit).toEqual([130, null]);
  const left = (await workspaces()).filter((name) => !before.has(name));
  expect(left).toEqual([]);
});
