/** `pixhaul.config.ts` through the real command line. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes, type Site } from '../support/site.ts';

const gallery: Routes = {
  '/g/': page('<img src="a.png"><a href="more.html">next</a>'),
  '/g/more.html': page('<img src="b.png">'),
  '/g/a.png': picture(png(8, 8, 1)),
  '/g/b.png': picture(png(8, 8, 2)),
};

function withConfig(
  name: string,
  text: (site: Site) => string,
  run: (workplace: Workplace, site: Site) => Promise<void>,
) {
  return withSite(gallery, (site) =>
    withWorkplace(async (workplace) => {
      const path = join(workplace.folder, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text(site));
      await run(workplace, site);
    }),
  );
}

test('options, start and name of a crawl; flags go before them, and --no-config does without', () =>
  withConfig(
    'pixhaul.config.ts',
    (site) => `import { defineConfig } from 'pixhaul';
      const folder: string = 'found';
      export default defineConfig({ start: ['${site.url}/g/'], name: 'mine', destination: folder,
        filename: '{name}.{ext}', storage: 'state', pageLimit: 1 });`,
    async (workplace, site) => {
      const limited = await workplace.run([]);
      expect(limited.stderr).toContain('beginning crawl "mine"');
      expect(limited.exitCode).toBe(101);
      expect(await workplace.files('.')).toContain('found/a.png');
      const whole = await workplace.run(['--page-limit', '9', `${site.url}/g/`]);
      expect(whole.exitCode).toBe(0);
      expect(await workplace.files('.')).toEqual(
        expect.arrayContaining(['found/a.png', 'found/b.png', 'state/mine/crawl.sqlite']),
      );
      // Commands that look at a crawl find it.
      const status = await workplace.run(['status', '--json']);
      expect(JSON.parse(status.stdout)).toMatchObject({ name: 'mine', saved: 2 });
      const without = await workplace.run(['--no-config']);
      expect(without.exitCode).toBe(2);
      expect(without.stderr).toContain('no start URL');
    },
  ));

test('code in it counts, also when a crawl is gone on with, and for inspect', () =>
  withConfig(
    'pixhaul.config.mjs',
    () => `import { defineRecipe } from 'pixhaul';
      export default { recipes: [defineRecipe({ id: 'mine', match: '*', pictures: ({ $ }) => {
        if (process.env.BROKEN) throw new Error('broken');
        return [$('img').attr('src').replace('a.png', 'b.png')];
      }, next: () => undefined, only: true })] };`,
    async (workplace, site) => {
      process.env['BROKEN'] = '1';
      try {
        const broken = await workplace.run([`${site.url}/g/`]);
        expect(broken.exitCode).toBe(8);
      } finally {
        delete process.env['BROKEN'];
      }
      const [failure] = await workplace.rows('failures');
      expect(failure).toMatchObject({
        code: 'hook_failed',
        message: 'recipe "mine" threw: broken',
      });
      const retried = await workplace.run(['retry']);
      expect(retried.exitCode).toBe(0);
      const rows = await workplace.rows('manifest');
      expect(rows.map(({ url }) => url)).toEqual([`${site.url}/g/b.png`]);
      const inspected = await workplace.run(['inspect', `${site.url}/g/`]);
      expect(inspected.stdout).toContain('recipe mine');
    },
  ));

test('--config names one elsewhere: its folders are relative to it; a mistake in it ends with code 2', () =>
  withConfig(
    'conf/mine.json',
    () => '{ "destination": "found", "filename": "{name}.{ext}" }',
    async (workplace, site) => {
      const { exitCode } = await workplace.run(['--config', 'conf/mine.json', `${site.url}/g/`]);
      expect(exitCode).toBe(0);
      expect(await workplace.files('.')).toContain('conf/found/b.png');
      await writeFile(join(workplace.folder, 'bad.ts'), 'export default {\n  depth: = 1,\n};\n');
      const bad = await workplace.run(['--config', 'bad.ts', `${site.url}/g/`]);
      expect(bad.exitCode).toBe(2);
      expect(bad.stderr).toMatch(/^pixhaul: bad\.ts:2:\d+: Unexpected token/);
    },
  ));

test('--help runs nothing of it', () =>
  withConfig(
    'pixhaul.config.ts',
    () => `console.log('it was read'); process.exit(9);`,
    async (workplace) => {
      const { exitCode, stdout } = await workplace.run(['--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('--config <file>');
      expect(stdout).not.toContain('it was read');
    },
  ));
