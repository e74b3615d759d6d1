import { expect, test } from 'vitest';
import { createScope } from '../../src/gallery/index.ts';
import {
  LEAVES,
  readSecrets,
  signInTo,
  takePasswords,
  withoutSecrets,
} from '../../src/crawl/sign-in.ts';

test.each([
  ['/logout', false],
  ['/logout/', false],
  ['/index.php?act=logout', false],
  ['/user/sign_out?next=/', false],
  ['/wp-login.php?action=logout&_wpnonce=1', false],
  ['/Special:Logoff', false],
  ['/wiki/Special:UserLogout', false],
  ['/?logout=1', false],
  ['/SignOut.aspx', false],
  ['/blogout/', true],
  ['/log-out-cabin.jpg', true],
  ['/logouts', true],
])('who is signed in may follow %s: %s', (path, follows) => {
  const start = 'https://example.org/';
  const scope = createScope({ start: [start], spanHosts: false, include: [], exclude: [LEAVES] });
  expect(scope.allowsPage(new URL(path, start).href)).toBe(follows);
});

test('names and passwords are taken out of start URLs', () => {
  const { start, passwords } = takePasswords([
    'https://m%C3%A9:a%3Ab@example.org/g/?a#b',
    'http://me@h.example:81/',
    'https://plain.example/',
    'https://%zz:x@odd.example/',
  ]);
  expect(start).toEqual([
    'https://example.org/g/?a#b',
    'http://h.example:81/',
    'https://plain.example/',
    'https://odd.example/',
  ]);
  expect(Object.fromEntries(passwords)).toEqual({
    'https://example.org': 'mé:a:b',
    'http://h.example:81': 'me:',
    'https://odd.example': '%zz:x',
  });
});

test('nothing to sign in with is no sign-in', async () => {
  const none = { cookies: undefined, header: [], user: undefined };
  expect(signInTo(['https://a.example/'], await readSecrets(none, new Map()))).toBeUndefined();
});

test('a file of cookies that cannot be read says so', async () => {
  const none = { cookies: '/nowhere/cookies.txt', header: [], user: undefined };
  await expect(readSecrets(none, new Map())).rejects.toMatchObject({
    code: 'invalid_option',
    message: expect.stringContaining('/nowhere/cookies.txt') as string,
  });
});

test('what gives access is not written down', () => {
  expect(
    JSON.stringify(withoutSecrets({ depth: 1, cookies: 'f', header: ['A: b'], user: 'a:b' })),
  ).toBe('{"depth":1}');
});
