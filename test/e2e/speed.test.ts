/** Limits of speed that the user sets, through the real command line. Least times only: a slow machine is no fault. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite, type Routes } from '../support/site.ts';

const PICTURES = 6;

function gallery(size: number): Routes {
  const names = Array.from({ length: PICTURES }, (_, i) => `/${i}.png`);
  return {
    '/': page(names.map((name) => `<img src="${name}">`).join('')),
    ...Object.fromEntries(names.map((name, i) => [name, picture(png(size, size, i))])),
  };
}

test('--rate keeps requests to a host apart', async () => {
  await withSite(gallery(8), async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url, '--rate', '5/s')).exitCode).toBe(0);
      const asked = site.requests.filter(({ url }) => url !== '/robots.txt').map(({ at }) => at);
      const gaps = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
      expect(gaps).toHaveLength(PICTURES);
      // 200 ms between the leases; what they take from there to the server varies a little.
      expect(Math.min(...gaps)).toBeGreaterThan(100);
      expect((asked.at(-1) ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(PICTURES * 200 - 150);
    });
  });
});

test('--limit-rate bounds all pictures together', async () => {
  const routes = gallery(160);
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      const began = Date.now();
      expect((await workplace.crawl(site.url, '--limit-rate', '150k')).exitCode).toBe(0);
      const { saved, bytes } = await workplace.status();
      expect(saved).toBe(PICTURES);
      // The first second may bring twice what the others do.
      expect(Date.now() - began).toBeGreaterThan((bytes / 150_000 - 1.5) * 1000);
      expect(bytes).toBeGreaterThan(400_000);
    });
  });
});

test('a transfer that takes too long is ended and said so', async () => {
  const drip = {
    '/': page('<img src="a.png">'),
    '/a.png': ({ response }: Parameters<ReturnType<typeof page>>[0]) => {
      const bytes = png(100, 100, 1);
      response.writeHead(200, { 'content-length': String(bytes.length) });
      let at = 0;
      const timer = setInterval(() => response.write(bytes.subarray(at, (at += 10))), 50);
      response.once('close', () => clearInterval(timer));
    },
  };
  await withSite(drip, async (site) => {
    await withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(site.url, '--transfer-timeout', '1s', '--tries', '1');
      expect(ran.exitCode).toBe(8);
      expect(await workplace.rows('failures')).toMatchObject([{ code: 'transfer_timeout' }]);
      expect(await workplace.files()).toEqual([]);
    });
  });
});
