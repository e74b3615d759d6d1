import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser } from '../../src/render/find-browser.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-browser-'));
  await writeFile(join(folder, 'chromium'), '');
  await chmod(join(folder, 'chromium'), 0o755);
  await writeFile(join(folder, 'text'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is the one that was named, or the first on the search path', async () => {
  const chromium = join(folder, 'chromium');
  expect(await findBrowser(chromium, '')).toBe(chromium);
  // A relative folder of the search path is no place for a program to be started.
  expect(await findBrowser(undefined, `.:/nowhere:${folder}`)).toBe(chromium);
});

it.each(['text', 'not-there', '.'])('%s is not a program', async (name) => {
  await expect(findBrowser(join(folder, name), '')).rejects.toMatchObject({
    code: 'invalid_option',
    message: expect.stringContaining('--browser') as string,
  });
});
