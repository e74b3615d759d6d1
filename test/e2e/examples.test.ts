/** Each file of examples/ runs as it says, in an empty folder, with the demo site that it starts itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { startDemoSite, type DemoExpectations } from '../../examples/demo/site.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = (await readdir(join(root, 'examples'))).filter((name) => name.endsWith('.ts'));

let expected: DemoExpectations;
beforeAll(async () => {
  const site = await startDemoSite();
  expected = site.expected;
  await site.close();
});

/** What an example printed and left in its folder. */
interface Ran {
  output: string;
  expected: DemoExpectations;
  /** Files below `pictures/<folder>`, state of the crawl and of the example left out. */
  files: (folder: string) => Promise<string[]>;
  folder: string;
}

async function run(example: string, args: readonly string[] = []): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'pixhaul-example-'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(root, 'examples', example), ...args],
    {
      cwd: folder,
      env: { ...process.env, PIXHAUL_DEMO_PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [output, errors] = [text(child.stdout), text(child.stderr)];
  const [exitCode] = (await once(child, 'close')) as [number];
  expect({ exitCode, errors: await errors }).toEqual({ exitCode: 0, errors: '' });
  const files = async (below: string) => {
    const all = await readdir(join(folder, 'pictures', below), {
      recursive: true,
      withFileTypes: true,
    });
    return all.filter((entry) => entry.isFile()).map(({ name }) => name);
  };
  return { output: await output, expected, files, folder };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const checks: Record<string, (ran: Ran) => unknown> = {
  'ten-lines.ts': async ({ output, expected, files }) => {
    const { failures } = expected;
    expect(output).toContain(`done: ${expected.files} saved, ${failures.length} failed`);
    expect(await files('ten-lines')).toHaveLength(expected.files);
  },
  'database.ts': async ({ output, expected, files }) => {
    expect(output).toContain(`${expected.files} pictures in pictures/database/pictures.db`);
    const kept = (await files('database')).filter((name) => !name.startsWith('pictures.db'));
    expect(kept).toHaveLength(expected.files);
  },
  'several-sites.ts': ({ output, expected }) => {
    // The pictures of the second site are those of the first: each is stored once.
    const saved = [...output.matchAll(/: (\d+) pictures$/gm)].map(([, n]) => Number(n));
    expect(saved.reduce((total, n) => total + n, 0)).toBe(expected.files);
    const twice = Number(/on both: (\d+)$/m.exec(output)?.[1]);
    expect(twice).toBeGreaterThanOrEqual(expected.files);
  },
  'watch.ts': ({ output, expected }) => {
    expect(output.match(/^saved /gm)).toHaveLength(expected.files);
    expect(output.match(/^failed /gm)).toHaveLength(expected.failures.length);
    expect(output).toMatch(/^\d+ kB have come\ndone$/m);
  },
  'own-recipe.ts': async ({ output, expected, files }) => {
    const coast = expected.pictures.filter(({ url }) => url.includes('/coast/originals/'));
    const saved = await files('own-recipe');
    expect(saved).toHaveLength(coast.length);
    expect(output.trim().split('\n').sort()).toEqual(saved.sort());
    for (const name of saved) expect(name).toMatch(/^[p\d-]+ [A-Z][a-z]+ \d+\.jpg$/);
  },
  'custom-sink.ts': async ({ output, expected, files, folder }) => {
    expect(output).toContain(`${expected.files} files by their hash`);
    const hashes = expected.pictures.map(({ sha256 }) => sha256);
    const stored = (await files('by-hash')).filter((name) => name !== 'names.tsv');
    expect(stored).toHaveLength(expected.files);
    expect(stored).toEqual(expect.arrayContaining([...new Set(hashes)]));
    const names = await readFile(join(folder, 'pictures/by-hash/names.tsv'), 'utf8');
    expect(names.trim().split('\n')).toHaveLength(expected.files);
  },
};

// Two at a time: they wait for the demo site's faults more than they work.
test.concurrent.each(examples.filter((name) => name in checks))('examples/%s', async (example) => {
  const ran = await run(example);
  try {
    await checks[example]?.(ran);
  } finally {
    await rm(ran.folder, { recursive: true, force: true });
  }
});

test('every example is tested, here or where its comment says', async () => {
  for (const example of examples) {
    if (example in checks) continue;
    const source = await readFile(join(root, 'examples', example), 'utf8');
    expect(source, example).toMatch(/tested in test\/[\w/-]+\.test\.ts/i);
  }
});

test('an example crawls what it is told to', async () => {
  await withSite({ '/': page('<img src="a.png">'), '/a.png': picture(png(8, 8)) }, async (site) => {
    const { output, folder } = await run('ten-lines.ts', [`${site.url}/`]);
    await rm(folder, { recursive: true, force: true });
    expect(output).toContain('done: 1 saved, 0 failed');
  });
});
