/** What makes a run count: the benchmark's own judges. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFault } from '../../bench/measure/completeness.ts';
import { createContent } from '../../bench/site/content.ts';
import { createPng } from '../../bench/site/png.ts';

describe('findFault', () => {
  const pictures = ['a', 'b', 'c'].map((name) => Buffer.from(`picture ${name}`));
  const digests = pictures.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pixhaul-complete-'));
    await mkdir(join(folder, 'below'));
    for (const [i, bytes] of pictures.entries())
      await writeFile(join(folder, 'below', `${i}`), bytes);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('every picture once, whatever its name', async () => {
    expect(await findFault(folder, digests)).toBeUndefined();
  });

  test('a picture is missing', async () => {
    await rm(join(folder, 'below', '1'));
    expect(await findFault(folder, digests)).toContain('1 pictures are missing');
  });

  test('a picture is cut', async () => {
    await writeFile(join(folder, 'below', '1'), 'pictu');
    expect(await findFault(folder, digests)).toMatch(/1 pictures are missing, 1 files are damaged/);
  });

  test('a picture is there twice', async () => {
    await writeFile(join(folder, 'again'), 'picture a');
    expect(await findFault(folder, digests)).toMatch(/4 files for 3 .* 0 pictures are missing, 1 /);
  });

  test('nothing was made', async () => {
    await rm(folder, { recursive: true });
    expect(await findFault(folder, digests)).toContain('0 files for 3 pictures');
  });
});

test.each([200, 205, 233, 2000, 9000, 440_000])('a PNG of exactly %i bytes', (bytes) => {
  const { png, side } = createPng(7, bytes);
  expect(png.length).toBe(bytes);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([side, side]);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  expect(rows.length).toBe(side * (side * 3 + 1));
});

test('a site shows each of its pictures once, and no two are alike', () => {
  const { resources, pictures, digests } = createContent({ pictures: 23, pages: 4, size: 300 });
  expect(new Set(digests).size).toBe(23);
  const pages = [...resources].filter(
    ([path]) => path.startsWith('/gallery') && path.endsWith('/'),
  );
  const shown = pages.flatMap(([, { body }]) =>
    Array.from(body.toString().matchAll(/<img src="([^"]+)"/g), ([, path]) => path),
  );
  expect(shown).toEqual(pictures);
  expect(pages.map(([path]) => path)).toHaveLength(4);
});
