/** What a command loads before it does its work: each of these packages costs every start some of its time. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { loadedBy } from '../support/loaded.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes } from '../support/site.ts';

const HEAVY = [
  '@crawlee/core',
  '@crawlee/cheerio',
  'cheerio',
  'got-scraping',
  'got',
  'sharp',
  'pino',
];

test.each([['--help'], ['--version'], ['crawl', '--help'], ['export', '--help']])(
  'pixhaul %s %s loads nothing but the parser of the command line',
  async (...args) => {
    const { exitCode, packages } = await loadedBy(args);
    expect([...packages]).toEqual(['commander']);
    expect(exitCode).toBe(0);
  },
);

test.each([['status'], ['list'], ['verify'], ['export', 'manifest']])(
  'pixhaul %s %s loads nothing of what only a crawl needs',
  async (...args) => {
    const { packages } = await loadedBy(args);
    expect(packages).toContain('better-sqlite3');
    for (const name of HEAVY) expect(packages).not.toContain(name);
    if (args[0] !== 'verify') expect(packages).not.toContain('zod');
  },
);

test('a new crawl asks for robots.txt before Crawlee is loaded, and no second time', () =>
  withWorkplace(async ({ folder }) => {
    const asked = join(folder, 'asked');
    const routes: Routes = {
      '/robots.txt': async ({ response }) => {
        await writeFile(asked, '');
        response.writeHead(404).end();
      },
      '/': page('<img src="a.png">'),
      '/a.png': picture(png(8, 8)),
    };
    await withSite(routes, async (site) => {
      const places = ['-d', join(folder, 'pictures'), '--storage', join(folder, 'storage')];
      const first = await loadedBy([site.url, ...places], { '/@crawlee/': asked });
      expect(first.stderr).toContain('1 picture saved');
      expect(first.packages).toContain('@crawlee/core');
      expect(site.asked('/robots.txt')).toHaveLength(1);

      // Nothing is left to do: then nothing is to be asked.
      const before = site.requests.length;
      const again = await loadedBy([site.url, ...places]);
      expect(again.exitCode).toBe(0);
      expect(site.requests).toHaveLength(before);
    });
  }));
