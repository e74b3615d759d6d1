/** The demo site through the real command line. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDemoSite } from '../../examples/demo/site.ts';
import { withWorkplace } from '../support/command-line.ts';

const sorted = (values: Iterable<unknown>) => [...values].map(String).sort();

test('every original once, the failures as made, a thumbnail only for want of better; a second run asks for nothing', async () => {
  const site = await startDemoSite({ pictureWidth: 64 });
  const { expected } = site;
  try {
    await withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(site.url, '--stall-timeout', '500ms');
      expect(ran.exitCode).toBe(8);
      const manifest = await workplace.rows('manifest');
      const duplicates = await workplace.rows('duplicates');
      const saved = [...manifest, ...duplicates].map(
        (row) => `${String(row['url'])} ${String(row['sha256'])}`,
      );
      expect(sorted(saved)).toEqual(
        sorted(
          [...expected.pictures, ...expected.fallbacks].map(
            ({ url, sha256 }) => `${url} ${sha256}`,
          ),
        ),
      );
      expect(manifest).toHaveLength(expected.files);
      for (const row of manifest) {
        const bytes = await readFile(join(workplace.folder, 'pictures', String(row['file_name'])));
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(row['sha256']);
        const picture = expected.pictures.find(({ url }) => url === row['url']);
        if (picture !== undefined)
          expect([row['width'], row['height']]).toEqual([picture.width, picture.height]);
        expect(row['rendition']).toBe(picture === undefined ? 'next_best' : null);
      }
      const failures = await workplace.rows('failures');
      expect(sorted(failures.map((row) => `${String(row['url'])} ${String(row['code'])}`))).toEqual(
        sorted(expected.failures.map(({ url, code }) => `${url} ${code}`)),
      );
      const asked = new Set(site.requests.map(({ path }) => new URL(path, site.url).href));
      expect(expected.thumbnails.filter((url) => asked.has(url))).toEqual([]);
      expect(await workplace.files()).toHaveLength(expected.files);
      const before = site.requests.length;
      expect((await workplace.crawl(site.url)).exitCode).toBe(8);
      expect(site.requests.length).toBe(before);
    });
  } finally {
    await site.close();
  }
});
