/** Originals that cannot be had, through the real command line: the next best rendition is saved, and it is said. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, redirect, short, status, withSite, type Answer } from '../support/site.ts';

const medium = png(200, 100, 1);
const small = png(50, 25, 2);
const login = page('<!doctype html><title>Log in</title>');
/** A page with one picture in three sizes. */
const three = (name: string, elsewhere = '') =>
  page(
    `<a href="/${name}/l.png"><img src="${elsewhere}/${name}/s.png" srcset="${elsewhere}/${name}/m.png 800w, ${elsewhere}/${name}/s.png 200w" alt="${name}"></a>`,
  );
const sizes = (name: string, large: Answer, middle: Answer, little: Answer = picture(small)) => ({
  [`/${name}/l.png`]: large,
  [`/${name}/m.png`]: middle,
  [`/${name}/s.png`]: little,
});

test.each([
  ['a 404', status(404), 1],
  ['an error page with status 200', login, 1],
  ['a file that is always cut', short(medium.subarray(0, 500), medium.length), 3],
  ['a 403 for everybody', status(403), 3],
])('%s in place of the original: the middle one is saved', async (_, answer, tries) => {
  await withSite({ '/': three('x'), ...sizes('x', answer, picture(medium)) }, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(0);
      expect(site.asked('/x/l.png')).toHaveLength(tries);
      expect(site.asked('/x/s.png')).toHaveLength(0);
      const [row, ...more] = await workplace.rows('manifest');
      expect(more).toEqual([]);
      expect(row).toMatchObject({
        url: `${site.url}/x/l.png`,
        final_url: `${site.url}/x/m.png`,
        rendition: 'next_best',
        width: 200,
        alt: 'x',
      });
      const file = join(workplace.folder, 'pictures', String(row?.['file_name']));
      expect(file).toMatch(/-l\.png$/);
      expect((await readFile(file)).equals(medium)).toBe(true);
      expect(await workplace.files()).toHaveLength(1);
      expect(await workplace.status()).toMatchObject({
        ...{ queued: 1, saved: 1, failed: 0, nextBest: 1 },
      });
      // A second run asks for nothing.
      const before = site.requests.length;
      await workplace.crawl(site.url);
      expect(site.requests.length).toBe(before);
    });
  });
});

test('an original that can be had is saved, and nothing else is asked for', async () => {
  await withSite(
    { '/': three('x'), ...sizes('x', picture(png(400, 200, 3)), picture(medium)) },
    async (site) => {
      await withWorkplace(async (workplace) => {
        expect((await workplace.crawl(site.url)).exitCode).toBe(0);
        expect(await workplace.rows('manifest')).toMatchObject([{ rendition: null, width: 400 }]);
        expect(site.requests.filter(({ url }) => /[ms]\.png/.test(url))).toEqual([]);
      });
    },
  );
});

test('all fail: one failure with an attempt of each; retry begins with the original', async () => {
  let healed = false;
  const original = picture(png(400, 200, 3));
  const gone = status(410);
  const routes = {
    '/': three('x'),
    ...sizes('x', (exchange) => (healed ? original : gone)(exchange), login, status(404)),
  };
  await withSite(routes, async (site) => {
    await withWorkplace(async (workplace) => {
      expect((await workplace.crawl(site.url)).exitCode).toBe(8);
      const [failure] = await workplace.rows('failures');
      expect(failure).toMatchObject({ url: `${site.url}/x/l.png`, code: 'not_found', attempts: 3 });
      const errors = failure?.['errors'] as { code: string; message: string }[];
      expect(errors.map(({ code }) => code)).toEqual(['not_found', 'not_a_picture', 'not_found']);
      for (const [index, size] of ['l', 'm', 's'].entries())
        expect(errors[index]?.message).toContain(`${site.url}/x/${size}.png`);
      healed = true;
      expect((await workplace.run(['retry'])).exitCode).toBe(0);
      expect(await workplace.rows('manifest')).toMatchObject([
        { url: `${site.url}/x/l.png`, final_url: `${site.url}/x/l.png`, rendition: null },
      ]);
      expect(site.asked('/x/m.png')).toHaveLength(1);
    });
  });
});

test('a rendition of another host is asked for there; one that a filter or robots.txt refuses is a failure', async () => {
  // A host of its own: all of 127.0.0.0/8 is the loopback.
  const address = '127.0.0.2';
  const cdn = { ...sizes('x', status(404), picture(medium)), '/robots.txt': status(404) };
  await withSite(
    cdn,
    async (other) => {
      const routes = {
        '/': page('<a href="/x/">x</a> <a href="/y/">y</a> <a href="/z/">z</a>'),
        '/x/': three('x', other.url),
        '/y/': three('y'),
        '/z/': three('z'),
        '/robots.txt': page('User-agent: *\nDisallow: /z/m\nDisallow: /z/s', {
          'content-type': 'text/plain',
        }),
        ...sizes('y', redirect('/nowhere'), picture(small), status(404)),
        ...sizes('z', status(404), picture(medium)),
      };
      await withSite(routes, async (site) => {
        await withWorkplace(async (workplace) => {
          expect(
            (
              await workplace.crawl(
                site.url,
                '--min-width',
                '100',
                '--allow-private',
                '127.0.0.0/8',
              )
            ).exitCode,
          ).toBe(8);
          expect(await workplace.rows('manifest')).toMatchObject([
            { url: `${site.url}/x/l.png`, final_url: `${other.url}/x/m.png` },
          ]);
          const [file] = await workplace.files();
          expect(file).toContain('127.0.0.1');
          expect(other.asked('/x/m.png')).toHaveLength(1);
          const failures = (await workplace.rows('failures')).map((row) => [
            new URL(String(row['url'])).pathname,
            (row['errors'] as { code: string }[]).map(({ code }) => code),
          ]);
          expect(Object.fromEntries(failures)).toEqual({
            '/y/l.png': ['not_found', 'rendition_refused', 'not_found'],
            '/z/l.png': ['not_found', 'rendition_refused', 'rendition_refused'],
          });
          expect(site.asked('/z/m.png')).toHaveLength(0);
        });
      });
    },
    { address },
  );
});

test('a crawl that is killed while it asks for another rendition goes on with that one', async () => {
  let asked = 0;
  const hangs: Answer = (exchange) => {
    if (++asked > 1) return picture(medium)(exchange);
    return undefined;
  };
  await withSite(
    { '/': three('x'), ...sizes('x', status(404), hangs) },
    async (site) => {
      await withWorkplace(async (workplace) => {
        const running = workplace.start([site.url, '--name', 'test']);
        await workplace.until(() => Promise.resolve(asked > 0), running);
        running.kill('SIGKILL');
        await running.ended;
        expect((await workplace.crawl(site.url)).exitCode).toBe(0);
        expect(site.asked('/x/l.png')).toHaveLength(1);
        expect(await workplace.rows('manifest')).toMatchObject([{ rendition: 'next_best' }]);
      });
    },
    { mayLeaveOpen: true },
  );
});
