import { expect, it } from 'vitest';
import { ATTEMPT_CODES, AttemptError, type AttemptCode } from '../../src/errors.ts';
import { hostSignal } from '../../src/http/index.ts';

const trouble = { kind: 'trouble', asked: false };
const broke = { kind: 'trouble', asked: false, answered: true };
const good = { kind: 'good' };

it.each<[AttemptCode, object, object | undefined]>([
  ['connect', {}, trouble],
  ['connect_timeout', {}, trouble],
  ['response_timeout', {}, trouble],
  ['stalled', { brokeOff: true }, broke],
  ['reset', { brokeOff: true }, broke],
  ['dns', {}, trouble],
  ['robots_unavailable', { status: 500 }, trouble],
  ['server_error', { status: 504 }, trouble],
  ['truncated', { brokeOff: true }, broke],
  // The file ends early, but the transfer did not.
  ['truncated', {}, good],
  ['rate_limited', { status: 429 }, { kind: 'trouble', asked: true }],
  [
    'rate_limited',
    { status: 429, retryAfterMs: 5000 },
    { kind: 'trouble', asked: true, restMs: 5000 },
  ],
  ['server_error', { status: 503, retryAfterMs: 0 }, { kind: 'trouble', asked: true, restMs: 0 }],
  ['server_error', { status: 500 }, undefined],
  ['not_found', { status: 404 }, good],
  ['not_a_picture', { status: 200 }, good],
  ['blocked', { status: 403 }, undefined],
  ['unexpected', {}, undefined],
  ['transfer_timeout', { brokeOff: true }, undefined],
  ['host_unavailable', {}, undefined],
  ['forbidden_address', {}, undefined],
  // The host that redirected there answers; it is slowed down where that may help the other.
  ['connect', { elsewhere: true }, good],
  ['connect_timeout', { elsewhere: true }, good],
  ['dns', { elsewhere: true }, good],
  ['reset', { elsewhere: true }, broke],
  ['rate_limited', { status: 429, elsewhere: true }, { ...broke, asked: true }],
  ['server_error', { status: 500, elsewhere: true }, undefined],
])('%s %o: %o', (code, details, signal) => {
  expect(hostSignal(new AttemptError(code, 'x', details))).toEqual(signal);
});

it('has an answer for every code', () => {
  for (const code of Object.keys(ATTEMPT_CODES) as AttemptCode[])
    expect(() => hostSignal(new AttemptError(code, 'x'))).not.toThrow();
});
