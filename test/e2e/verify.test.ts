/** `pixhaul verify` over a crawl that was spoiled on disk, and the repair of it. */
import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { bytesAfter, gif, jpeg, png } from '../support/pictures.ts';
import { page, picture, short, withSite, type Routes } from '../support/site.ts';

const COUNT = 8;
const site: Routes = {
  '/': page(Array.from({ length: COUNT }, (_, i) => `<img src="/${i}.png">`).join('')),
};
for (let i = 0; i < COUNT; i++) site[`/${i}.png`] = picture(png(8, 8, i));

const FILES = ['-f', '{name}.{ext}'];
const at = (workplace: Workplace, name: string) => join(workplace.folder, 'pictures', name);
const faultsOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t').slice(0, 2).join(' '))
    .sort();

test('a crawl as it was saved passes; a spoiled one is told of, repaired, and passes again', async () => {
  await withSite(site, async ({ url, requests }) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(url, ...FILES);
      const before = await workplace.rows('manifest');
      const fine = await workplace.run(['verify']);
      expect(fine).toMatchObject({ exitCode: 0, stdout: '' });
      expect(fine.stderr).toContain('8 pictures');

      await rm(at(workplace, '0.png'));
      await truncate(at(workplace, '1.png'), 50);
      const flipped = await readFile(at(workplace, '2.png'));
      flipped.writeUInt8(flipped.readUInt8(60) ^ 1, 60);
      await writeFile(at(workplace, '2.png'), flipped);
      await rm(at(workplace, '3.png'));
      await mkdir(at(workplace, '3.png'));
      await appendFile(at(workplace, '4.png'), 'x');
      await writeFile(at(workplace, '1.png.damaged'), 'an older one');
      const faults = [
        'missing 0.png',
        'unreadable 3.png',
        'wrong_hash 2.png',
        'wrong_size 1.png',
        'wrong_size 4.png',
      ];

      const spoiled = await workplace.run(['verify']);
      expect(spoiled.exitCode).toBe(8);
      expect(faultsOf(spoiled.stdout)).toEqual(faults);
      expect(spoiled.stderr).toContain('1 missing, 2 wrong_size, 1 wrong_hash, 1 unreadable');
      expect((await workplace.status()).saved).toBe(COUNT);

      const asJson = await workplace.run(['verify', '--json']);
      const rows = asJson.stdout.trimEnd().split('\n');
      expect(rows.map((row) => JSON.parse(row) as unknown)).toContainEqual({
        url: `${url}/1.png`,
        file_name: '1.png',
        fault: 'wrong_size',
        detail: `it has 50 bytes, not ${String(before[1]?.['bytes'])}`,
        set_aside: null,
        failure: null,
      });

      const repaired = await workplace.run(['verify', '--repair']);
      expect(repaired.exitCode).toBe(8);
      expect(repaired.stderr).toContain('put back:  5 requests');
      expect(await workplace.status()).toMatchObject({ queued: 8, saved: 3, pending: 5 });
      const asked = requests.length;
      expect((await workplace.run(['--name', 'test'])).exitCode).toBe(0);
      expect(
        requests
          .slice(asked)
          .map((request) => request.url)
          .filter((asked) => asked !== '/robots.txt')
          .sort(),
      ).toEqual([0, 1, 2, 3, 4].map((i) => `/${i}.png`));

      expect(await workplace.run(['verify'])).toMatchObject({ exitCode: 0, stdout: '' });
      const essence = (all: Record<string, unknown>[]) =>
        all
          .map(({ url: of, file_name, sha256 }) => [of, file_name, sha256].map(String).join(' '))
          .sort();
      expect(essence(await workplace.rows('manifest'))).toEqual(essence(before));
      expect(await workplace.status()).toMatchObject({ queued: 8, saved: 8, pending: 0 });
      expect(await workplace.files()).toEqual([
        '0.png',
        '1.png',
        '1.png.damaged',
        '1.png.damaged-2',
        '2.png',
        '2.png.damaged',
        '3.png',
        '4.png',
        '4.png.damaged',
        '5.png',
        '6.png',
        '7.png',
      ]);
      expect(await readFile(at(workplace, '1.png.damaged'), 'utf8')).toBe('an older one');
    });
  });
});

test('duplicates of a lost picture are put back with it', async () => {
  const same = picture(png(8, 8, 1));
  const html = page('<img src="/a.png"><img src="/b.png"><img src="/c.png">');
  await withSite({ '/': html, '*': same }, async ({ url }) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(url, ...FILES);
      const [saved] = await workplace.rows('manifest');
      await rm(at(workplace, String(saved?.['file_name'])));
      const repaired = await workplace.run(['verify', '--repair']);
      expect(repaired.stderr).toContain('put back:  3 requests');
      await workplace.run(['--name', 'test']);
      expect(await workplace.status()).toMatchObject({ saved: 1, duplicate: 2, pending: 0 });
      expect((await workplace.run(['verify'])).exitCode).toBe(0);
    });
  });
});

test('a picture that was cut before it was saved, with --verify none, is told of as cut', async () => {
  const whole = jpeg(64, 64, 1);
  const cut = whole.subarray(0, whole.length - 200);
  const routes = { '/': page('<img src="/a.jpg">'), '/a.jpg': picture(cut, 'image/jpeg') };
  await withSite(routes, async (server) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(server.url, ...FILES, '--verify', 'none');
      expect((await workplace.status()).saved).toBe(1);
      const found = await workplace.run(['verify', '--repair']);
      expect(faultsOf(found.stdout)).toEqual(['cut a.jpg']);
      server.change({ ...routes, '/a.jpg': picture(whole, 'image/jpeg') });
      expect((await workplace.run(['--name', 'test'])).exitCode).toBe(0);
      expect(await readFile(at(workplace, 'a.jpg'))).toEqual(whole);
    });
  });
});

test('a destination that is not there is no crawl full of missing pictures', async () => {
  await withSite(site, async ({ url }) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(url, ...FILES);
      await rename(join(workplace.folder, 'pictures'), join(workplace.folder, 'away'));
      const gone = await workplace.run(['verify', '--repair']);
      expect(gone).toMatchObject({ exitCode: 2, stdout: '' });
      expect(gone.stderr).toContain('is not there. Connect its disk');
      expect((await workplace.status()).pending).toBe(0);
      expect((await workplace.run(['verify', '-d', 'away'])).exitCode).toBe(0);
    });
  });
});

test('there is nothing to verify; there is no such crawl', async () => {
  await withSite(
    { '/': page('<img src="/a.png">'), '/a.png': short(gif(9, 9), 99_999) },
    async ({ url }) => {
      await withWorkplace(async (workplace) => {
        expect((await workplace.run(['verify'])).exitCode).toBe(2);
        await workplace.crawl(url, '--tries', '1');
        const nothing = await workplace.run(['verify']);
        expect(nothing.exitCode).toBe(0);
        expect(nothing.stderr).toContain('nothing is saved yet');
      });
    },
  );
});

test('a repair leaves a running crawl alone', async () => {
  const slow: Routes = { ...site, '/stuck.png': () => undefined };
  slow['/'] = page('<img src="/0.png"><img src="/stuck.png">');
  await withSite(
    slow,
    async (server) => {
      await withWorkplace(async (workplace) => {
        const running = workplace.start([server.url, '--name', 'test']);
        await workplace.until(async () => (await workplace.status()).saved === 1, running);
        const repair = await workplace.run(['verify', '--repair']);
        expect(repair.exitCode).toBe(2);
        expect(repair.stderr).toContain('is being run by process');
        expect((await workplace.run(['verify'])).exitCode).toBe(0);
        expect(server.asked('/stuck.png')).toHaveLength(1);
        running.kill('SIGKILL');
        await running.ended;
      });
    },
    { mayLeaveOpen: true },
  );
});

test('many damaged pictures, put back in batches', async () => {
  const many = 250;
  const html = Array.from({ length: many }, (_, i) => `<img src="/${i}.png">`).join('');
  const answer = ({ logged, response }: Parameters<ReturnType<typeof picture>>[0]) => {
    const seed = Number(/\d+/.exec(logged.url)?.[0] ?? 0);
    response.end(bytesAfter(png(2, 2, seed), seed % 7, seed));
  };
  await withSite({ '/': page(html), '*': answer }, async ({ url }) => {
    await withWorkplace(async (workplace) => {
      await workplace.crawl(url, ...FILES);
      const files = await workplace.files();
      await Promise.all(files.map((file) => truncate(at(workplace, file), 9)));
      const repaired = await workplace.run(['verify', '--repair', '--json']);
      expect(repaired.stdout.trimEnd().split('\n')).toHaveLength(many);
      expect(await workplace.status()).toMatchObject({ saved: 0, pending: many, bytes: 0 });
      await workplace.run(['--name', 'test']);
      expect(await workplace.status()).toMatchObject({ saved: many, pending: 0 });
      expect((await workplace.run(['verify'])).exitCode).toBe(0);
    });
  });
});
