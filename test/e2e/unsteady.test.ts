/** Hosts in trouble, some of it made by the crawl itself: with the defaults every picture that can be had is saved. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withWorkplace, type Workplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import {
  delayed,
  page,
  picture,
  redirect,
  Site,
  status,
  withSite,
  type Answer,
  type Routes,
} from '../support/site.ts';

const PER_GALLERY = 50;
/** How long a picture takes: long enough for requests to meet. */
const ANSWER_MS = 150;

/** Galleries of fifty, and their pictures, each with bytes of its own. */
function galleries(count: number): Routes {
  const path = (at: number) => `/pictures/${at}.png`;
  const pictures = Array.from({ length: count }, (_, at) => path(at));
  const starts = Array.from(
    { length: Math.ceil(count / PER_GALLERY) },
    (_, at) => at * PER_GALLERY,
  );
  const imgs = (from: number) =>
    pictures.slice(from, from + PER_GALLERY).map((src) => `<img src="${src}">`);
  return {
    '/': page(starts.map((from) => `<a href="/gallery/${from}/">${from}</a>`).join(' ')),
    ...Object.fromEntries(starts.map((from) => [`/gallery/${from}/`, page(imgs(from).join(''))])),
    ...Object.fromEntries(
      pictures.map((src, at) => [src, delayed(ANSWER_MS, picture(png(20, 20, at)))]),
    ),
  };
}

async function expectAllSaved(workplace: Workplace, count: number): Promise<void> {
  expect(await workplace.status()).toMatchObject({
    ...{ queued: count, saved: count, duplicate: 0, skipped: 0, failed: 0, pending: 0 },
    pages: { failed: 0, pending: 0 },
  });
  const files = await workplace.files();
  expect(files).toHaveLength(count);
  expect(files.filter((file) => file.endsWith('.part'))).toEqual([]);
}

const MOST_CONNECTIONS = 6;

const TOO_MANY = ['--per-host', '40', '-N', '40'];

// They mostly wait: side by side they take as long as the longest.
test.concurrent.each([
  ['resets connections above six at once', 'with the defaults', 0, []],
  ['resets connections above six at once', 'with far too many at a time', 0, TOO_MANY],
  ['falls over for a second when pushed', 'with the defaults', 1_000, []],
  ['falls over for a second when pushed', 'with far too many at a time', 1_000, TOO_MANY],
])('a server that %s, %s', async (_what, _how, fallsOverForMs, options) => {
  const count = 300;
  await withSite(
    galleries(count),
    (site) =>
      withWorkplace(async (workplace) => {
        const ran = await workplace.run([site.url, ...options]);
        await expectAllSaved(workplace, count);
        expect(ran.exitCode, ran.stderr).toBe(0);
        expect(site.refused, 'the server was pushed').toBeGreaterThan(0);
        // It learns: a crawl that always pushes is refused more often than it is answered.
        expect(site.refused).toBeLessThan(count / 3);
      }),
    { maxConnections: MOST_CONNECTIONS, fallsOverForMs, mayLeaveOpen: true },
  );
});

const DEAD_MS = 3_000;

test.concurrent('a host that dies in the middle, for three seconds', async () => {
  const count = 150;
  const routes = galleries(count);
  await withSite(
    routes,
    (site) =>
      withWorkplace(async (workplace) => {
        const port = Number(new URL(site.url).port);
        let died: Promise<void> | undefined;
        const die = async (): Promise<void> => {
          await site.close();
          await sleep(DEAD_MS);
          await site.listen(port);
        };
        const dieOnce: Answer = ({ response }) => {
          died ??= die();
          response.destroy();
        };
        site.change({
          ...routes,
          '/pictures/60.png': (exchange) =>
            (died === undefined ? dieOnce : picture(png(20, 20, 60)))(exchange),
        });
        const ran = await workplace.run([site.url]);
        await died;
        await expectAllSaved(workplace, count);
        expect(ran.exitCode, ran.stderr).toBe(0);
      }),
    { mayLeaveOpen: true },
  );
});

/** A port that refuses connections. */
async function deadHost(): Promise<string> {
  const site = new Site({}, { address: '127.0.0.2' });
  await site.listen();
  const { url } = site;
  await site.close();
  return url;
}

test.concurrent('a host that redirects to a dead one is not given up for it', async () => {
  const dead = await deadHost();
  const [alive, lost] = [20, 300];
  const imgs = (folder: string, count: number) =>
    Array.from({ length: count }, (_, at) => `<img src="/${folder}/${at}.png">`).join('');
  const routes: Routes = {
    '/': page(imgs('lost', lost) + imgs('alive', alive)),
    ...Object.fromEntries(
      Array.from({ length: alive }, (_, at) => [`/alive/${at}.png`, picture(png(20, 20, at))]),
    ),
    '*': (exchange) =>
      exchange.logged.url.startsWith('/lost/')
        ? redirect(dead + exchange.logged.url)(exchange)
        : status(404)(exchange),
  };
  await withSite(routes, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await workplace.run([
        ...[site.url, '--allow-private', '127.0.0.0/8'],
        ...['--tries', '3', '--retry-delay', '20ms'],
      ]);
      expect(ran.exitCode, ran.stderr).toBe(8);
      expect(await workplace.status()).toMatchObject({
        ...{ saved: alive, failed: lost, pending: 0, failures: { connect: lost } },
      });
    }),
  );
});

test.concurrent('a dead host delays no other, and is given up', async () => {
  const dead = await deadHost();
  const [alive, lost] = [100, 200];
  const routes = galleries(alive);
  const imgs = Array.from({ length: lost }, (_, at) => `<img src="${dead}/${at}.png">`);
  // Its pictures come first.
  const links = '<a href="/dead/">first</a><a href="/gallery/0/">a</a><a href="/gallery/50/">b</a>';
  await withSite({ ...routes, '/': page(links), '/dead/': page(imgs.join('')) }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await workplace.run([
        ...[site.url, '--allow-private', '127.0.0.0/8'],
        ...['--tries', '3', '--retry-delay', '500ms'],
      ]);
      expect(ran.exitCode, ran.stderr).toBe(8);
      expect(await workplace.status()).toMatchObject({
        ...{ queued: alive + lost, saved: alive, failed: lost, pending: 0 },
      });
      const failures = await workplace.rows('failures');
      const codes = new Set(failures.map(({ code }) => code));
      expect(
        [...codes].filter((code) => code !== 'host_unavailable' && code !== 'connect'),
      ).toEqual([]);
      expect([...codes]).toContain('host_unavailable');
      // Far fewer attempts than three for each: it was paused, and given up.
      const attempts = failures.reduce((sum, row) => sum + (row['errors'] as []).length, 0);
      expect(attempts).toBeLessThan(lost * 2);
      const asked = site.requests.filter(({ url }) => url.startsWith('/pictures/'));
      const [first, last] = [asked[0]?.at ?? 0, asked.at(-1)?.at ?? Infinity];
      expect(last - first, 'milliseconds for the pictures of the host that lives').toBeLessThan(
        15_000,
      );
    }),
  );
});
