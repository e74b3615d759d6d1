/** `--verify decode` through the real command line, with and without the package that it needs. */
import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const noise = () =>
  sharp({
    create: {
      width: 120,
      height: 90,
      channels: 3,
      background: 'black',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  });

/** All chunks are there, and what they hold is spoilt: only decoding tells. */
function spoilt(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xa5, copy.length >> 1, (copy.length >> 1) + 64);
  return copy;
}

test('pixels that cannot be decoded are damaged; without decoding nobody would know', async () => {
  const [jpg, webp] = await Promise.all([noise().jpeg().toBuffer(), noise().webp().toBuffer()]);
  const routes = {
    '/': page('<img src="good.jpg"><img src="good.webp"><img src="good.png"><img src="bad.png">'),
    '/good.jpg': picture(jpg, 'image/jpeg'),
    '/good.webp': picture(webp, 'image/webp'),
    '/good.png': picture(png(50, 40, 1)),
    '/bad.png': picture(spoilt(png(50, 40, 2))),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--verify', 'decode')).exitCode).toBe(8);
      expect(await workplace.rows('failures')).toMatchObject([
        { url: `${site.url}/bad.png`, code: 'damaged', attempts: 3 },
      ]);
      expect(await workplace.files()).toHaveLength(3);
    });
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      expect(await workplace.files()).toHaveLength(4);
    });
  });
});

test('without sharp it says so before anything is asked for; all else works', async () => {
  await withSite({ '/': page('<img src="a.png">'), '/a.png': picture(png(8, 8)) }, async (site) => {
    await withWorkplace(async ({ folder }) => {
      // As it is installed where nobody asked for sharp.
      await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
      await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
      await mkdir(join(folder, 'node_modules'));
      for (const name of await readdir(join(ROOT, 'node_modules')))
        if (!['sharp', '@img', '.bin'].includes(name))
          await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));

      const run = (...args: string[]) =>
        new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
          const main = join(folder, 'dist/cli/main.js');
          const child = spawn(process.execPath, [main, site.url, ...args], { cwd: folder });
          let stderr = '';
          child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
          child.on('error', reject);
          child.on('close', (code) => resolve({ code, stderr }));
        });

      const refused = await run('--verify', 'decode');
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/--verify decode needs the package sharp.*npm install sharp/s);
      expect(site.requests).toEqual([]);
      expect((await run()).code).toBe(0);
    });
  });
});
