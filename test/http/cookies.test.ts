import { SessionPool } from '@crawlee/core';
import { describe, expect, it } from 'vitest';
import { cookieHeader, storeCookies } from '../../src/http/cookies.ts';

/** The jar of a Crawlee session, which is what the crawl gives us. */
async function sessionJar() {
  const pool = await SessionPool.open({ maxPoolSize: 1, persistenceOptions: { enable: false } });
  const { cookieJar } = await pool.getSession();
  await pool.teardown();
  return cookieJar;
}

describe('the cookies of a session', () => {
  const cases: [string, string, string, string, boolean][] = [
    ['go back to their host', 'a=1', 'https://a.example/x', 'https://a.example/y', true],
    ['stay with their host', 'a=1', 'https://a.example/', 'https://b.example/', false],
    ['stay off its subdomains', 'a=1', 'https://a.example/', 'https://www.a.example/', false],
    [
      'go to subdomains with a Domain',
      'a=1; Domain=a.example',
      'https://a.example/',
      'https://img.a.example/',
      true,
    ],
    [
      'cannot be set for another domain',
      'a=1; Domain=b.example',
      'https://a.example/',
      'https://b.example/',
      false,
    ],
    [
      'cannot be set for a public suffix',
      'a=1; Domain=co.uk',
      'https://a.co.uk/',
      'https://b.co.uk/',
      false,
    ],
    ['nor for a top-level domain', 'a=1; Domain=com', 'https://a.com/', 'https://b.com/', false],
    [
      'nor for the domain of a hosting service',
      'a=1; Domain=github.io',
      'https://a.github.io/',
      'https://b.github.io/',
      false,
    ],
    ['go below their path', 'a=1; Path=/g', 'https://a.example/g', 'https://a.example/g/1', true],
    ['stay in their path', 'a=1; Path=/g', 'https://a.example/g', 'https://a.example/h', false],
    [
      'a path ends at a slash',
      'a=1; Path=/g',
      'https://a.example/g',
      'https://a.example/gg',
      false,
    ],
    ['go from http to https', 'a=1', 'http://a.example/', 'https://a.example/', true],
    ['stay with https if secure', 'a=1; Secure', 'https://a.example/', 'http://a.example/', false],
    ['of http cannot be secure', 'a=1; Secure', 'http://a.example/', 'https://a.example/', false],
    ['go when they expire', 'a=1; Max-Age=0', 'https://a.example/', 'https://a.example/', false],
  ];
  it.each(cases)('%s', async (_, cookie, setBy, askedAt, sent) => {
    const jar = await sessionJar();
    await storeCookies(jar, [cookie], new URL(setBy));
    expect(await cookieHeader(jar, askedAt, undefined)).toBe(sent ? 'a=1' : undefined);
  });
});
