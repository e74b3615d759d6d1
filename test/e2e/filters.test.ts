/** Filters through the real command line: what they refuse, how early, and what happens when they change. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { gif, png } from '../support/pictures.ts';
import { page, picture, withSite, type Answer } from '../support/site.ts';

const wide = png(600, 100, 1);
const small = png(20, 20, 2);
const good = png(200, 150, 3);
const moving = gif(200, 150, 4);

/** A large picture, piece by piece; remembers how much of it was sent. */
function large(bytes: Uint8Array) {
  const sent = { bytes: 0 };
  const answer: Answer = async ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/png' });
    for (let at = 0; at < bytes.length && !response.destroyed; at += 64 * 1024) {
      const piece = bytes.subarray(at, at + 64 * 1024);
      await new Promise<void>((resolve) => {
        response.once('close', resolve);
        response.write(piece, () => resolve());
      });
      sent.bytes += piece.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    response.end();
  };
  return { answer, sent };
}

const skips = (rows: Record<string, unknown>[]) =>
  Object.fromEntries(rows.map((row) => [new URL(String(row['url'])).pathname, row['rule']]));

test('each filter refuses by its name, early where the first bytes tell, and nothing is left', async () => {
  const huge = png(3000, 1000, 5);
  const tooWide = large(huge);
  const routes = {
    '/': page(
      ['wide', 'small', 'good', 'moving', 'huge'].map((name) => `<img src="${name}">`).join(''),
    ),
    '/wide': picture(wide),
    '/small': picture(small),
    '/good': picture(good),
    '/moving': picture(moving, 'image/gif'),
    '/huge': tooWide.answer,
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      const filters = ['--min-width', '50', '--max-aspect-ratio', '2.5', '--types', 'png'];
      expect((await workplace.crawl(site.url, ...filters)).exitCode).toBe(0);
      expect(skips(await workplace.rows('skipped'))).toEqual({
        '/wide': 'max_aspect_ratio',
        '/small': 'min_width',
        '/moving': 'types',
        '/huge': 'max_aspect_ratio',
      });
      expect(tooWide.sent.bytes).toBeLessThan(huge.length / 2);
      expect(await workplace.files()).toHaveLength(1);
      expect(await workplace.status()).toMatchObject({
        queued: 5,
        saved: 1,
        skipped: 4,
        failed: 0,
      });

      // Other filters: what the old ones refused is looked at again, and only that.
      const before = site.requests.length;
      expect((await workplace.crawl(site.url, '--filesize-max', '200k')).exitCode).toBe(0);
      expect(skips(await workplace.rows('skipped'))).toEqual({ '/huge': 'filesize_max' });
      expect(await workplace.files()).toHaveLength(4);
      const again = site.requests.slice(before).map(({ url }) => url);
      expect(again.filter((url) => url !== '/robots.txt').sort()).toEqual(
        ['/huge', '/moving', '/small', '/wide'].sort(),
      );
    });
  });
});

test('a size that is announced is enough to refuse', async () => {
  const routes = {
    '/': page('<img src="small"><img src="good">'),
    '/small': picture(small),
    '/good': picture(good),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      const limits = [
        '--filesize-min',
        String(small.length + 1),
        '--filesize-max',
        String(good.length - 1),
      ];
      expect((await workplace.crawl(site.url, ...limits)).exitCode).toBe(0);
      expect(skips(await workplace.rows('skipped'))).toEqual({
        '/small': 'filesize_min',
        '/good': 'filesize_max',
      });
    });
  });
});
