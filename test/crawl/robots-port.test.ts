import { expect, test } from 'vitest';
import { createGate } from '../../src/crawl/robots-port.ts';
import { AttemptError } from '../../src/errors.ts';
import { createRobots, type RobotsAnswer } from '../../src/robots/index.ts';

/** A gate over robots.txt files by origin; those that are not there answer 404. */
function gate(files: Record<string, string | number>) {
  const admitted: [host: string, delayMs: number][] = [];
  const warnings: string[] = [];
  const fetch = (url: string): Promise<RobotsAnswer> => {
    const file = files[new URL(url).origin] ?? 404;
    return Promise.resolve(
      typeof file === 'number'
        ? { status: file, body: new Uint8Array() }
        : { status: 200, body: Buffer.from(file) },
    );
  };
  const port = createGate({
    robots: createRobots({ fetch, now: Date.now }),
    admitHost: (host, { delayMs }) => {
      admitted.push([host, delayMs]);
      return Promise.resolve();
    },
    warn: (code, message) => warnings.push(`${code}: ${message}`),
  });
  return { ...port, admitted, warnings };
}
const found = (url: string) => ({ url, pageUrl: 'http://a.org/' });

test('a host is admitted once, as soon as its rules are known, at its pace', async () => {
  const port = gate({ 'http://a.org:81': 'User-agent: *\nCrawl-delay: 1.5' });
  for (const path of ['1', '2'])
    expect(await port.mayFetch(found(`http://a.org:81/${path}`))).toBe(true);
  await port.mayFetch(found('https://b.org/1'));
  expect(port.admitted).toEqual([
    ['a.org:81', 1500],
    ['b.org', 0],
  ]);
});

test('a host whose robots.txt cannot be had is not admitted', async () => {
  const port = gate({ 'http://a.org': 500 });
  await expect(port.mayFetch(found('http://a.org/1'))).rejects.toBeInstanceOf(AttemptError);
  expect(port.admitted).toEqual([]);
});

test('a disallowed start URL is warned of, once a host; what pages lead to is not', async () => {
  const ban = 'User-agent: *\nDisallow: /x';
  const port = gate({ 'http://a.org': ban, 'http://b.org': ban });
  for (const url of ['http://a.org/x', 'http://a.org/x2', 'http://b.org/x?token=secret'])
    expect(await port.mayFetch({ url })).toBe(false);
  expect(await port.mayFetch(found('http://a.org/x'))).toBe(false);
  expect(port.warnings).toHaveLength(2);
  expect(port.warnings[0]).toBe(
    'robots: robots.txt of a.org disallows http://a.org/x; --no-robots to own the decision',
  );
  expect(port.warnings[1]).not.toContain('secret');
});

test('after redirects it is the final URL that counts', async () => {
  const port = gate({ 'http://b.org': 'User-agent: *\nDisallow: /x' });
  const request = found('http://a.org/x');
  expect(await port.mayFetch(request)).toBe(true);
  expect(await port.mayFetch(request, 'http://b.org/x')).toBe(false);
  expect(port.admitted.map(([host]) => host)).toEqual(['a.org', 'b.org']);
});
