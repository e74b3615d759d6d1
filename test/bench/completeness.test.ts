/** A run counts only when every picture of the site was saved whole: the check of that, and the site's own promises. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspect } from '../../bench/measure/completeness.ts';

describe('inspect', () => {
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
    const { fault, firstAt = NaN, lastAt = NaN } = await inspect(folder, { digests });
    expect(fault).toBeUndefined();
    expect(firstAt).toBeLessThanOrEqual(lastAt);
  });

  test('a picture is missing', async () => {
    await rm(join(folder, 'below', '1'));
    expect((await inspect(folder, { digests })).fault).toContain('1 pictures are missing');
  });

  test('a picture is cut', async () => {
    await writeFile(join(folder, 'below', '1'), 'pictu');
    const { fault } = await inspect(folder, { digests });
    expect(fault).toMatch(/1 pictures are missing, 1 files are damaged/);
  });

  test('a picture is there twice', async () => {
    await writeFile(join(folder, 'again'), 'picture a');
    const { fault } = await inspect(folder, { digests });
    expect(fault).toMatch(/4 files for 3 .* 0 pictures are missing, 1 /);
  });

  test('pages and other pictures count only where they must not be', async () => {
    await writeFile(join(folder, 'index.html'), 'a page');
    await writeFile(join(folder, 'other.png'), 'picture d');
    expect((await inspect(folder, { digests })).fault).toMatch(/ 2 files are damaged/);
    expect((await inspect(folder, { digests, othersToo: true })).fault).toBeUndefined();
    // The three have names without an ending.
    expect((await inspect(folder, { digests, pagesToo: true })).fault).toMatch(/^1 files for 3 /);
  });

  test('nothing was made', async () => {
    await rm(folder, { recursive: true });
    expect(await inspect(folder, { digests })).toEqual({
      fault: expect.stringContaining('0 files for 3 pictures') as string,
    });
  });
});
