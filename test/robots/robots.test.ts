/** When a robots.txt is asked for, and what holds while it cannot be had. Time is told by the test. */
import { beforeEach, describe, expect, it } from 'vitest';
import { AttemptError } from '../../src/errors.ts';
import type { RobotsAnswer } from '../../src/robots/index.ts';
import { createRobots } from '../../src/robots/index.ts';

const URL_A = 'https://example.org/a';
const HOUR = 3_600_000;

let now: number;
let asked: string[];
let answer: (url: string) => RobotsAnswer | Error;

beforeEach(() => {
  now = 1_000_000;
  asked = [];
});

const ok = (text: string): RobotsAnswer => ({ status: 200, body: Buffer.from(text) });
const status = (code: number, retryAfterMs?: number): RobotsAnswer => ({
  status: code,
  body: new Uint8Array(),
  retryAfterMs,
});
const BAN = 'User-agent: *\nDisallow: /a';

function robots() {
  return createRobots({
    now: () => now,
    fetch: async (url) => {
      asked.push(url);
      await Promise.resolve();
      const answered = answer(url);
      if (answered instanceof Error) throw answered;
      return answered;
    },
  });
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );

describe('one fetch an origin', () => {
  it('is shared by all who ask at a time, and remembered', async () => {
    answer = () => ok(BAN);
    const rules = robots();
    const all = await Promise.all([1, 2, 3].map(() => rules.rulesFor(URL_A)));
    expect(all.map((one) => one.allows(URL_A))).toEqual([false, false, false]);
    now += 24 * HOUR - 1;
    await rules.rulesFor('https://example.org/b?c#d');
    expect(asked).toEqual(['https://example.org/robots.txt']);
  });

  it('is told by scheme, host and port, not by user name', async () => {
    answer = () => status(404);
    const rules = robots();
    for (const url of [
      'https://example.org/a',
      'https://u:p@EXAMPLE.org:443/b',
      'http://example.org/',
      'http://example.org:8080/',
      'http://[::1]:81/',
    ])
      await rules.rulesFor(url);
    expect(asked).toEqual([
      'https://example.org/robots.txt',
      'http://example.org/robots.txt',
      'http://example.org:8080/robots.txt',
      'http://[::1]:81/robots.txt',
    ]);
  });

  it('is not made for what is no http URL', async () => {
    const rules = robots();
    for (const url of ['ftp://example.org/a', 'data:,x', 'nonsense', ''])
      expect((await rules.rulesFor(url)).allows(url)).toBe(true);
    expect(asked).toEqual([]);
  });

  it('is made again after 24 hours, and when the clock was set back', async () => {
    answer = () => ok(BAN);
    const rules = robots();
    await rules.rulesFor(URL_A);
    now += 24 * HOUR;
    answer = () => ok('');
    expect((await rules.rulesFor(URL_A)).allows(URL_A)).toBe(true);
    now -= 48 * HOUR;
    await rules.rulesFor(URL_A);
    expect(asked).toHaveLength(3);
  });
});

describe('an origin that does not answer', () => {
  it('is left alone for a while, twice as long each time, and asked once by all', async () => {
    answer = () => status(500);
    const rules = robots();
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      const errors = await Promise.all([1, 2, 3].map(() => failure(rules.rulesFor(URL_A))));
      expect(asked).toHaveLength(i + 1);
      const [error] = errors;
      expect(error).toMatchObject({ code: 'robots_unavailable', status: 500, retryable: true });
      waits.push((error as AttemptError).retryAfterMs ?? 0);
      now += 500;
      expect(await failure(rules.rulesFor(URL_A))).toMatchObject({
        retryAfterMs: (waits.at(-1) ?? 0) - 500,
      });
      now += (waits.at(-1) ?? 0) - 500;
    }
    expect(waits).toEqual(
      [2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1000),
    );
  });

  it('fetches again as soon as it answers', async () => {
    answer = () => status(503);
    const rules = robots();
    await failure(rules.rulesFor(URL_A));
    now += 2_000;
    answer = () => ok(BAN);
    expect((await rules.rulesFor(URL_A)).allows(URL_A)).toBe(false);
    now += 24 * HOUR;
    answer = () => status(503);
    await rules.rulesFor(URL_A);
    now += 2_000;
    await rules.rulesFor(URL_A);
    expect(asked).toHaveLength(4);
  });

  it.each([
    [30_000, 30_000],
    [1_000, 2_000],
    [HOUR, 600_000],
  ])('asked to wait %i ms, waits %i', async (asks, waits) => {
    answer = () => status(429, asks);
    expect(await failure(robots().rulesFor(URL_A))).toMatchObject({
      code: 'robots_unavailable',
      status: 429,
      retryAfterMs: waits,
    });
  });

  it('is told by the code of what went wrong', async () => {
    answer = () => new AttemptError('connect', 'refused', { brokeOff: true });
    const rules = robots();
    const error = await failure(rules.rulesFor(URL_A));
    expect(error).toBeInstanceOf(AttemptError);
    expect(error).toMatchObject({ code: 'connect', brokeOff: true, retryAfterMs: 2_000 });
    expect((error as Error).message).toContain('robots.txt');
    expect(await failure(rules.rulesFor(URL_A))).toMatchObject({ code: 'connect' });
    expect(asked).toHaveLength(1);
  });

  it('keeps its old rules, however old', async () => {
    answer = () => ok(BAN);
    const rules = robots();
    await rules.rulesFor(URL_A);
    now += 30 * 24 * HOUR;
    answer = () => new AttemptError('dns', 'gone');
    expect((await rules.rulesFor(URL_A)).allows(URL_A)).toBe(false);
    expect((await rules.rulesFor(URL_A)).allows(URL_A)).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('is not remembered when the crawl was stopped', async () => {
    answer = () => new DOMException('stopped', 'AbortError');
    const rules = robots();
    expect(await failure(rules.rulesFor(URL_A))).toMatchObject({ name: 'AbortError' });
    answer = () => status(404);
    expect((await rules.rulesFor(URL_A)).allows(URL_A)).toBe(true);
  });
});

it('forgets what was not asked for longest: beyond 10,000 origins, and beyond 64 MiB', async () => {
  answer = () => status(404);
  const many = robots();
  for (let i = 0; i <= 10_000; i++) {
    await many.rulesFor(`http://h${i}/`);
    if (i === 5_000) await many.rulesFor('http://h0/');
  }
  const before = asked.length;
  await many.rulesFor('http://h0/');
  expect(asked.length).toBe(before);
  await many.rulesFor('http://h1/');
  expect(asked.length).toBe(before + 1);

  const large = ok(`#${' '.repeat(500_000)}`);
  answer = () => large;
  const heavy = robots();
  for (let i = 0; i < 140; i++) await heavy.rulesFor(`http://h${i}/`);
  const weighed = asked.length;
  await heavy.rulesFor('http://h139/');
  expect(asked.length).toBe(weighed);
  await heavy.rulesFor('http://h0/');
  expect(asked.length).toBe(weighed + 1);
});
