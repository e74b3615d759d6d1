/** A full disk, for real: a small file system in memory, where the machine lets us mount one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { resource } from '../support/faults/resource.ts';
import { bytesAfter, png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes } from '../support/site.ts';

const KIB = 1024;
const small = mkdtempSync(join(tmpdir(), 'pixhaul-small-'));
const mounted = tryMount();

function tryMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', small], { stdio: 'ignore' });
    return true;
  } catch {
    // Not root, or in a container without the right to mount: the tests below are skipped.
    return false;
  }
}
afterAll(() => {
  if (mounted) execFileSync('umount', [small]);
  rmSync(small, { recursive: true, force: true });
});

/** 20 pictures of 100 kB. */
const site: Routes = { '/': page('') };
for (let i = 0; i < 20; i++) site[`/${i}.png`] = picture(bytesAfter(png(8, 8, i), 100 * KIB, i));
site['/'] = page(Array.from({ length: 20 }, (_, i) => `<img src="/${i}.png">`).join(''));

test.skipIf(!mounted)('no room for pictures: code 3, no part left, and resumable', async () => {
  await withSite(site, async ({ url }) => {
    await withWorkplace(async (workplace) => {
      const full = await workplace.crawl(url, '-d', join(small, 'p'));
      expect(full.exitCode).toBe(3);
      expect(full.stderr).toContain('The disk is full');
      expect(full.stderr).not.toContain('    at ');
      const status = await workplace.status();
      expect(status).toMatchObject({ queued: 20, failed: 0 });
      expect(status.saved + status.pending).toBe(20);
      expect(status.saved).toBeGreaterThan(3);
      const find = execFileSync('find', [small, '-name', '*.part'], { encoding: 'utf8' });
      expect(find).toBe('');
      expect((await workplace.crawl(url, '-d', 'elsewhere')).exitCode).toBe(0);
      expect(await workplace.files('elsewhere')).toHaveLength(20 - status.saved);
      await rm(join(small, 'p'), { recursive: true });
    });
  });
});

test.skipIf(!mounted)(
  'a part that fills the disk, with the state on it: goes on from there',
  async () => {
    const big = png(800, 800, 1);
    const routes: Routes = {
      '/': page('<img src="/big.png">'),
      '/big.png': resource({ bytes: big, etag: '"v1"' }),
    };
    expect(big.length).toBeGreaterThan(1500 * KIB);
    await withSite(routes, async (served) => {
      const { url } = served;
      await withWorkplace(async (workplace) => {
        const args = ['-d', join(small, 'p'), '--storage', join(small, 's'), '-f', '{name}.{ext}'];
        const full = await workplace.crawl(url, ...args);
        expect(full.exitCode, full.stderr).toBe(3);
        expect(full.stderr).toContain('The disk is full');
        expect(full.stderr).not.toContain('    at ');
        expect((await workplace.crawl(url, ...args)).exitCode).toBe(3);
        const held = (await stat(join(small, 'p', 'big.png.part'))).size;
        execFileSync('mount', ['-o', 'remount,size=8m', small]);
        const before = served.asked('/big.png').length;
        const again = await workplace.crawl(url, ...args);
        expect(again.exitCode, again.stderr).toBe(0);
        expect(served.asked('/big.png')[before]?.headers.range).toBe(`bytes=${held}-`);
        expect((await readFile(join(small, 'p', 'big.png'))).equals(big)).toBe(true);
        await rm(join(small, 'p'), { recursive: true });
        await rm(join(small, 's'), { recursive: true });
        execFileSync('mount', ['-o', 'remount,size=1500k', small]);
      });
    });
  },
);

test.skipIf(!mounted)('no room for the state file: code 3 and one sentence', async () => {
  await withSite(site, async ({ url }) => {
    await withWorkplace(async (workplace) => {
      await writeFile(join(small, 'fill'), Buffer.alloc(1250 * KIB));
      const args = ['--storage', join(small, 's')];
      const full = await workplace.crawl(url, ...args);
      expect(full.exitCode).toBe(3);
      expect(full.stderr.match(/disk is full/g)?.length).toBeLessThan(4);
      await rm(join(small, 'fill'));
      expect((await workplace.crawl(url, ...args)).exitCode).toBe(0);
      expect(await workplace.files()).toHaveLength(20);
    });
  });
});
