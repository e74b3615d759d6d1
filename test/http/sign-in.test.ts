import { describe, expect, it } from 'vitest';
import { createSignIn, type UserCookie } from '../../src/http/index.ts';
import type { SignInOptions } from '../../src/http/sign-in.ts';

const NOW = 1_700_000_000_000;
const START = 'https://www.example.org/g/';
const given = (more: Partial<SignInOptions> = {}) =>
  createSignIn({
    start: [START],
    cookies: [],
    headers: [],
    user: undefined,
    passwords: new Map(),
    now: () => NOW,
    ...more,
  });
const headersAt = (url: string, more: Partial<SignInOptions>, cookie?: string) =>
  given(more).headersFor(new URL(url), cookie);
const cookie = (more: Partial<UserCookie> = {}): UserCookie => ({
  name: 'sid',
  value: '1',
  domain: 'example.org',
  hostOnly: false,
  path: '/',
  secure: false,
  ...more,
});

describe('a header', () => {
  const headers = [['x-key', 'k']] as const;
  it.each([
    [START, true],
    ['https://example.org/', true],
    ['https://img.example.org/1.jpg', true],
    ['https://example.org:8443/', false],
    ['http://www.example.org/', false],
    ['https://example.com/', false],
    ['https://example.org.evil.example/', false],
    ['https://evil-example.org/', false],
  ])('at %s goes along: %s', (url, goes) => {
    expect(headersAt(url, { headers })).toEqual(goes ? { 'x-key': 'k' } : {});
  });

  it.each([
    ['http://127.0.0.1:80/', 'http://127.0.0.1:8080/', false],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/x', true],
    ['http://127.0.0.1/', 'http://127.0.0.2/', false],
    ['http://10.0.0.1/', 'http://11.0.0.1/', false],
    ['http://nas/', 'http://nas/x', true],
    ['http://a.github.io/', 'http://b.github.io/', false],
    ['http://a.example/', 'https://a.example/', true],
  ])('given for %s at %s goes along: %s', (start, url, goes) => {
    expect(headersAt(url, { start: [start], headers })).toEqual(goes ? { 'x-key': 'k' } : {});
  });
});

describe('cookies', () => {
  it.each<[string, Partial<UserCookie>, string, boolean]>([
    ['of a domain go to hosts below it', {}, 'https://img.example.org/', true],
    ['of a domain go to itself', {}, 'https://example.org/', true],
    ['of one host stay there', { hostOnly: true }, 'https://img.example.org/', false],
    ['of another site stay away', { domain: 'bank.example' }, 'https://bank.example/', false],
    ['that are secure go over https', { secure: true }, START, true],
    ['go below their path', { path: '/g' }, 'https://example.org/g/1.jpg', true],
    ['stay in their path', { path: '/g' }, 'https://example.org/gg', false],
    ['expire', { expires: NOW }, START, false],
    ['do not expire before', { expires: NOW + 1 }, START, true],
  ])('%s', (_, more, url, sent) => {
    expect(headersAt(url, { cookies: [cookie(more)] })).toEqual(sent ? { cookie: 'sid=1' } : {});
  });

  it('that are secure stay off http, at a start URL too', () => {
    const more = { start: ['http://example.org/'], cookies: [cookie({ secure: true })] };
    expect(headersAt('http://example.org/', more)).toEqual({});
  });

  it('of an address are of no other', () => {
    const more = { start: ['http://1.2.3.4/'], cookies: [cookie({ domain: '3.4' })] };
    expect(headersAt('http://1.2.3.4/', more)).toEqual({});
  });

  it('stand behind those of the site, which win; the longest path first', () => {
    const cookies = [
      cookie(),
      cookie({ name: 'b' }),
      cookie({ name: 'b', value: '2', path: '/g' }),
    ];
    const headers = [['cookie', 'c=3; sid=4']] as const;
    expect(headersAt(START, { cookies, headers }, 'sid=new')).toEqual({
      cookie: 'sid=new; b=2; b=1; c=3',
    });
    expect(headersAt(START, { cookies: [cookie()] }, 'sid=new')).toEqual({});
  });

  it('that a site only repeats need not be kept', () => {
    const signIn = given({ cookies: [cookie()] });
    const url = new URL(START);
    expect(signIn.repeats('sid=1; Path=/; HttpOnly', url)).toBe(true);
    expect(signIn.repeats('sid=2; Path=/', url)).toBe(false);
    expect(signIn.repeats('sid=1', new URL('https://other.example/'))).toBe(false);
    expect(signIn.repeats('', url)).toBe(false);
  });
});

describe('name and password', () => {
  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text, 'utf8').toString('base64')}`,
  });
  it('go to the origins of start URLs, and nowhere else', () => {
    const user = 'mé:a:b';
    expect(headersAt(START, { user })).toEqual(basic(user));
    expect(headersAt('https://example.org/', { user })).toEqual({});
    expect(headersAt('https://www.example.org:444/', { user })).toEqual({});
    expect(headersAt('http://www.example.org/', { user })).toEqual({});
  });

  it('of a start URL go before those of all', () => {
    const more = {
      start: [START, 'https://two.example/'],
      user: 'all:x',
      passwords: new Map([['https://two.example', 'two:y']]),
    };
    expect(headersAt('https://two.example/1', more)).toEqual(basic('two:y'));
    expect(headersAt(START, more)).toEqual(basic('all:x'));
  });
});
