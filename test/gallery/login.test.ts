import { expect, it } from 'vitest';
import { extractPage } from '../../src/extract/index.ts';
import { leadsToLogin } from '../../src/gallery/login.ts';

const FIELD = '<input name=user><input type=password name=p>';
const form = (action: string, more = '') => `<form action="${action}">${FIELD}</form>${more}`;
const pictures = Array.from({ length: 12 }, (_, i) => `<img src=${i}.jpg>`).join('');

/** Asked for, led to, what was there. */
const LOGINS: [string, string, string][] = [
  ['/album/5', '/login', form('/login')],
  ['/album/5', '/login?next=/album/5', form('')],
  ['/album/5', '/users/sign_in', form('')],
  ['/album/5', '/wp-login.php?redirect_to=https://h/album/5', form('')],
  ['/album.php?id=5', '/album.php?action=login', form('')],
  ['/album/5', '/anmelden', FIELD],
  ['/album/5', '/welcome', form('/do_login', '<img src=logo.png>')],
  ['/album/5', '/welcome', `<form id="loginform">${FIELD}</form>`],
  ['/album/5', '/login', form('/login', pictures)],
];
it.each(LOGINS)('%s that leads to %s asks for a password', (asked, final, html) => {
  const url = new URL(final, 'http://h').href;
  expect(leadsToLogin(`http://h${asked}`, url, extractPage({ html, url }))).toBe(true);
});

const PAGES: [what: string, asked: string, final: string, html: string][] = [
  ['a login box on a gallery page', '/album/5', '/album/5', form('/login', pictures)],
  ['a login box on an empty page', '/album/5', '/album/5', form('/login')],
  ['the same, after a redirect', '/album/5', '/album/5-summer', form('/login', pictures)],
  ['a slash at the end', '/album', '/album/', form('/login')],
  ['another parameter that leads back', '/a', '/a?from=/login', form('/login')],
  ['a login page that is linked as such', '/login', '/login', form('/login')],
  ['one that moved', '/login', '/user/login', form('/account', pictures)],
  ['no field for a password', '/album/5', '/login', '<form action=/login><input></form>'],
  ['a field for something else', '/album/5', '/members/new', form('/register')],
  ['words that only look like it', '/a', '/blog-index', form('/subscribe', pictures)],
];
it.each(PAGES)('%s is a page', (_, asked, final, html) => {
  const url = new URL(final, 'http://h').href;
  expect(leadsToLogin(`http://h${asked}`, url, extractPage({ html, url }))).toBe(false);
});

it('https and www. are no other place', () => {
  const html = form('/login');
  const url = 'https://www.h/album';
  expect(leadsToLogin('http://h/album', url, extractPage({ html, url }))).toBe(false);
});
