/** The package as its users get it, packed, by the tools that look at such. `npm run test:package` uses it, too. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pack, tool } from './project.ts';

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-package-'));
  tarball = await pack(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('publint finds nothing to mend', async () => {
  expect(await tool('publint', ['run', tarball, '--strict'])).toContain('All good!');
});

test('its types are found by every way of resolving that it is meant for', async () => {
  expect(
    await tool('attw', [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']),
  ).toContain('(ESM)');
});
