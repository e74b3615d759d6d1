/** Pictures that robots rules refuse, against a real server. */
import { expect, test } from 'vitest';
import { AttemptError } from '../../src/errors.ts';
import type { Fetched } from '../../src/image/fetch.ts';
import { refusedByAnswer, refusedByRobots } from '../../src/image/robots-gate.ts';
import type { LeasedImage } from '../../src/model.ts';
import type { RobotsPort } from '../../src/robots/index.ts';
import { withClient } from '../http/helpers.ts';
import { png } from '../support/pictures.ts';
import { picture, redirect, withSite, type Routes } from '../support/site.ts';

const bytes = png(8, 8);

/** Everything but paths with `ban` in them; those with `down` cannot be told. */
const robots: RobotsPort = {
  tokens: ['pixhaul'],
  mayFetch: ({ url }, finalUrl = url) =>
    finalUrl.includes('down')
      ? Promise.reject(new AttemptError('robots_unavailable', 'x'))
      : Promise.resolve(!finalUrl.includes('ban')),
};

function imageOf(url: string): LeasedImage {
  const data = { gallery: 'g', page: 1, num: 1 };
  return { kind: 'image', id: 1, key: url, url, host: 'h', depth: 1, tries: 0, addedAt: 0, data };
}

function portsOf(port: RobotsPort | undefined, dropped: string[] = []) {
  return {
    robots: port,
    signal: new AbortController().signal,
    ledger: {
      keepResume: () => Promise.resolve(),
      claimName: () => Promise.reject(new Error('not asked')),
      beginPlacement: () => Promise.reject(new Error('not asked')),
      claimAndBegin: () => Promise.reject(new Error('not asked')),
    },
    sink: {
      discard: (name: string) => {
        dropped.push(name);
        return Promise.resolve();
      },
    } as unknown as Parameters<typeof refusedByRobots>[1]['sink'],
  };
}

test('a disallowed picture is refused before it is asked for, and what was begun of it dropped', async () => {
  const resume = { fileName: 'a.png', validator: '"1"' };
  const dropped: string[] = [];
  const image = { ...imageOf('http://h/ban.png'), resume };
  expect(await refusedByRobots(image, portsOf(robots, dropped))).toBe('robots');
  expect(dropped).toEqual(['a.png']);
  expect(await refusedByRobots(imageOf('http://h/a.png'), portsOf(robots))).toBeUndefined();
  expect(await refusedByRobots(imageOf('http://h/ban.png'), portsOf(undefined))).toBeUndefined();
});

const routes: Routes = {
  '/a.png': picture(bytes),
  '/noai.png': picture(bytes, 'image/png', { 'x-robots-tag': 'noai' }),
  '/ours.png': picture(bytes, 'image/png', { 'x-robots-tag': 'pixhaul: noindex' }),
  '/theirs.png': picture(bytes, 'image/png', { 'x-robots-tag': 'otherbot: noindex, noai' }),
  // Joined, these two would say something else.
  '/two.png': picture(bytes, 'image/png', { 'x-robots-tag': ['otherbot: nofollow', 'noindex'] }),
  '/moved.png': redirect('/a.png'),
  '/to-ban.png': redirect('/ban.png'),
  '/ban.png': picture(bytes),
  '/to-down.png': redirect('/down.png'),
  '/down.png': picture(bytes),
};

const answering = <T>(path: string, use: (image: LeasedImage, fetched: Fetched) => Promise<T>) =>
  withSite(routes, (site) =>
    withClient(async (client) => {
      const image = imageOf(site.url + path);
      return use(image, { response: await client.fetch({ url: image.url }) });
    }),
  );

test.each([
  ['/a.png', undefined],
  ['/noai.png', 'robots_tag'],
  ['/ours.png', 'robots_tag'],
  ['/theirs.png', undefined],
  ['/two.png', 'robots_tag'],
  ['/moved.png', undefined],
  ['/to-ban.png', 'robots'],
])('the answer to %s: %s', async (path, rule) => {
  await answering(path, async (image, fetched) => {
    expect(await refusedByAnswer(image, fetched, portsOf(robots))).toBe(rule);
    if (rule === undefined) await fetched.response.discard();
  });
});

test('nothing is refused where robots rules are not obeyed', async () => {
  await answering('/noai.png', async (image, fetched) => {
    expect(await refusedByAnswer(image, fetched, portsOf(undefined))).toBeUndefined();
    await fetched.response.discard();
  });
});

test('a redirect to a host whose robots.txt cannot be had is an attempt that failed', async () => {
  await answering('/to-down.png', async (image, fetched) => {
    const refused = refusedByAnswer(image, fetched, portsOf(robots));
    await expect(refused).rejects.toMatchObject({ code: 'robots_unavailable' });
  });
});
