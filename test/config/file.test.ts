/** The config file, by itself; what commands make of it is in test/e2e/config.test.ts. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfigFile } from '../../src/config/file.ts';
import { findConfigFile } from '../../src/config/find-file.ts';
import { defineConfig } from '../../src/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(
  name: string,
  text: string,
  environment: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), text);
  const modules = () => Promise.resolve({ pixhaul: { defineConfig } });
  const around = { folder, environment, extensions: ['recipes'], modules };
  return loadConfigFile(join(folder, name), around);
}

describe('where it is', () => {
  test('in the working folder, by five names, and not above it', async () => {
    await mkdir(join(folder, 'below'));
    expect(findConfigFile(undefined, folder)).toBeUndefined();
    for (const end of ['ts', 'mts', 'js', 'mjs', 'json']) {
      const path = join(folder, `pixhaul.config.${end}`);
      await writeFile(path, '');
      expect(findConfigFile(undefined, folder)).toBe(path);
      expect(findConfigFile(undefined, join(folder, 'below'))).toBeUndefined();
      await rm(path);
    }
  });

  test('one that is named and not there, and two at a time, are errors', async () => {
    expect(() => findConfigFile('mine.ts', folder)).toThrow(/there is no config file mine\.ts/);
    await writeFile(join(folder, 'pixhaul.config.ts'), '');
    await writeFile(join(folder, 'pixhaul.config.json'), '{}');
    expect(() => findConfigFile(undefined, folder)).toThrow(
      'both pixhaul.config.ts and pixhaul.config.json are here: keep one, or name one with --config',
    );
  });
});

describe('what it says', () => {
  test('as TypeScript, with the package to import from wherever the file lies', async () => {
    const text = `import { defineConfig } from 'pixhaul';
      const perHost: number = 2;
      export default defineConfig({ perHost, rate: '5/s', name: undefined });`;
    expect(await load('pixhaul.config.ts', text)).toEqual({ perHost: 2, rate: '5/s' });
  });

  test('as JavaScript and as JSON', async () => {
    expect(await load('a.mjs', 'export default { depth: 1 };')).toEqual({ depth: 1 });
    expect(await load('b.js', 'module.exports = { depth: 2 };')).toEqual({ depth: 2 });
    expect(await load('c.json', '\uFEFF{ "depth": 3 }')).toEqual({ depth: 3 });
  });

  test('recipes and the like are handed on as they are', async () => {
    expect(await load('pixhaul.config.ts', 'export default { recipes: [1] };')).toEqual({
      recipes: [1],
    });
  });

  test('folders are relative to the file, and absolute ones stay', async () => {
    const text = `{ "destination": "pictures", "storage": "/var/crawls", "filename": "{name}.{ext}" }`;
    expect(await load('sub/c.json', text)).toEqual({
      destination: join(folder, 'sub/pictures'),
      storage: '/var/crawls',
      filename: '{name}.{ext}',
    });
    expect(await load('c.json', text)).toMatchObject({ destination: 'pictures' });
  });

  test('an environment variable goes before it, unless it is empty', async () => {
    const text = '{ "storage": "here", "depth": 1 }';
    expect(await load('c.json', text, { CRAWLEE_STORAGE_DIR: '/else' })).toEqual({ depth: 1 });
    expect(await load('c.json', text, { CRAWLEE_STORAGE_DIR: '' })).toMatchObject({
      storage: 'here',
    });
  });
});

describe('what is wrong with it', () => {
  test('it cannot be read', async () => {
    await mkdir(join(folder, 'c.json'));
    const around = { folder, environment: {}, extensions: [], modules: () => Promise.resolve({}) };
    await expect(loadConfigFile(join(folder, 'c.json'), around)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/^c\.json: EISDIR/) as unknown,
    });
  });

  test.each([
    ['a.ts', 'export default {\n  perHost: 4,\n  oops oops\n};', /^a\.ts:3:7: Unexpected token/],
    [
      'b.ts',
      'const x: { y: number }[] = [];\n\nexport default { depth: x[0]!.y };',
      /^b\.ts:3: Cannot read properties of undefined/,
    ],
    [
      'c.ts',
      `import './gone.ts';\nexport default {};`,
      /^c\.ts:1: Cannot find module '\.\/gone\.ts'/,
    ],
    ['d.json', '{\n  "depth": 1,\n  oops\n}', /^d\.json:3: /],
    ['e.ts', 'export default 5;', /^e\.ts: its default export is no object of options/],
    ['f.json', '[]', /^f\.json: its default export is no object of options/],
    [
      'g.json',
      '{ "destinaton": "x" }',
      /^g\.json: there is no option "destinaton"; did you mean destination\?$/,
    ],
    [
      'h.json',
      '{ "recipe": [] }',
      /^h\.json: there is no option "recipe"; did you mean recipes\?$/,
    ],
    ['i.json', '{ "depth": "deep" }', /^i\.json: --depth: /],
  ])('%s: %j', async (name, text, message) => {
    await expect(load(name, text)).rejects.toMatchObject({
      code: 'invalid_config',
      exitCode: 2,
      message: expect.stringMatching(message) as unknown,
    });
  });
});
