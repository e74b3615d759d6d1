import { expect, test } from 'vitest';
import { AttemptError, type AttemptCode } from '../../src/errors.ts';
import { MAX_ROBOTS_BYTES, rulesOfAnswer, rulesOfFailure } from '../../src/robots/answer.ts';

const URL_A = 'https://example.org/a';
const BAN = Buffer.from('User-agent: *\nDisallow: /');

function verdict(status: number, body: Uint8Array = BAN): string {
  const rules = rulesOfAnswer({ status, body });
  if (rules instanceof AttemptError) return rules.code;
  return rules.allows(URL_A) ? 'allowed' : 'disallowed';
}

test.each([
  [200, 'disallowed'],
  [203, 'disallowed'],
  [206, 'disallowed'],
  [304, 'allowed'],
  [400, 'allowed'],
  [401, 'allowed'],
  [403, 'allowed'],
  [404, 'allowed'],
  [410, 'allowed'],
  [429, 'robots_unavailable'],
  [451, 'allowed'],
  [500, 'robots_unavailable'],
  [503, 'robots_unavailable'],
  [599, 'robots_unavailable'],
  [600, 'allowed'],
])('an answer of %i: %s', (status, what) => {
  expect(verdict(status)).toBe(what);
});

test('an unreachable one keeps its status and what it asks for', () => {
  const answer = { status: 503, body: new Uint8Array(), retryAfterMs: 7_000 };
  expect(rulesOfAnswer(answer)).toMatchObject({
    status: 503,
    retryAfterMs: 7_000,
    retryable: true,
  });
});

test.each<[AttemptCode, string]>([
  ['too_many_redirects', 'allowed'],
  ['bad_redirect', 'allowed'],
  ['forbidden_address', 'allowed'],
  ['dns', 'dns'],
  ['connect', 'connect'],
  ['tls', 'tls'],
  ['truncated', 'truncated'],
])('a fetch that fails as %s: %s', (code, what) => {
  const rules = rulesOfFailure(new AttemptError(code, 'x'));
  expect(rules instanceof AttemptError ? rules.code : 'allowed').toBe(what);
});

test.each([
  ['a byte order mark', Buffer.from('\uFEFFUser-agent: *\nDisallow: /')],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from([0xff, 0xfe, 0x0a]), BAN])],
])('%s does no harm', (_, body) => {
  expect(verdict(200, body)).toBe('disallowed');
});

test.each([
  ['the part of a line before the limit', 'Disallow: /', 'allowed'],
  ['a whole line before it', 'Disallow: /\nAllow: /a', 'disallowed'],
])('%s', (_, atTheLimit, what) => {
  const [head, tail] = ['User-agent: *\n', `bcdef\nAllow: /\n`];
  const filling = MAX_ROBOTS_BYTES - head.length - atTheLimit.length;
  const body = Buffer.from(`${head}#${'x'.repeat(filling - 2)}\n${atTheLimit}${tail}`);
  expect(verdict(200, body)).toBe(what);
});
