import { describe, expect, it } from 'vitest';
import { Route } from '../../src/http/route.ts';

const OWN = { Authorization: 'x', Cookie: 'a=1', 'X-Auth-Token': 't', 'X-Plain': 'p' };
const CREDENTIALS = ['authorization', 'cookie', 'x-auth-token'];

/** The headers of the last of these URLs, each a redirect of the one before. */
function headersAfter(urls: readonly string[], own: Record<string, string> = OWN) {
  const [start = '', ...rest] = urls;
  const route = new Route(start, 'https://page.example/', own, 10);
  for (const url of rest) route.go(new URL(url));
  return route.headers(route.ownCookie);
}

describe('the credentials of a picture request', () => {
  const stay: [string, string[]][] = [
    ['to itself', ['https://h/a', 'https://h/b']],
    ['up to https', ['http://h/a', 'https://h/b']],
  ];
  it.each(stay)('go %s', (_, urls) => {
    expect(headersAfter(urls)).toMatchObject({ authorization: 'x', cookie: 'a=1', 'x-plain': 'p' });
  });

  const leave: [string, string[]][] = [
    ['down to http', ['https://h/a', 'http://h/b']],
    ['to another host', ['https://h/a', 'https://other/']],
    ['to a subdomain', ['https://h.example/a', 'https://img.h.example/']],
    ['to another port', ['https://h/a', 'https://h:8443/']],
    ['to https on the same odd port', ['http://h:81/a', 'https://h:81/']],
    ['back after a visit elsewhere', ['https://h/a', 'https://other/', 'https://h/b']],
  ];
  it.each(leave)('do not go %s', (_, urls) => {
    const headers = headersAfter(urls);
    for (const name of CREDENTIALS) expect(headers).not.toHaveProperty(name);
    expect(headers).toMatchObject({ 'x-plain': 'p' });
  });

  it.each(leave)('of the URL itself do not go %s', (_, [start = '', ...rest]) => {
    const headers = headersAfter([start.replace('//', '//me:pw@'), ...rest], {});
    expect(headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(headers)).not.toContain('pw');
  });

  it('that a redirect itself names are sent to where it leads', () => {
    const headers = headersAfter(['https://h/a', 'https://me:pw@other/'], {});
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('me:pw').toString('base64')}`);
  });
});
