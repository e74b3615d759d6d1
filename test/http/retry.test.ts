import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_CODES, AttemptError, type AttemptCode } from '../../src/errors.ts';
import { decideRetry, DEFAULT_RETRY_POLICY, parseRetryAfter } from '../../src/http/index.ts';

const NOW = Date.UTC(2026, 6, 1, 12, 0, 0);

describe('decideRetry', () => {
  const policy = DEFAULT_RETRY_POLICY;
  const decide = (
    tries: number,
    draw: number,
    retryAfterMs?: number,
    code: AttemptCode = 'server_error',
  ) => {
    const error = new AttemptError(code, 'x', { retryAfterMs });
    const decision = decideRetry({ error, tries, now: NOW, random: () => draw, policy });
    return decision.retry ? decision.notBefore - NOW : false;
  };

  it.each([
    // tries, draw, Retry-After, wait
    [0, 0, undefined, 500],
    [0, 0.5, undefined, 750],
    [0, 0.999_999, undefined, 1_000],
    [1, 0, undefined, 500],
    [1, 0.999_999, undefined, 2_000],
    [3, 0.999_999, undefined, 8_000],
    [4, 0.5, undefined, false],
    [40, 0.5, undefined, false],
    [0, 0, 0, 500],
    [0, 0, 30_000, 30_000],
    [3, 0.999_999, 1_000, 8_000],
    [0, 0, 3_600_000, 600_000],
    [0, 0, Number.MAX_SAFE_INTEGER, 600_000],
    [4, 0, 1_000, false],
  ])('after %i tries, draw %f, Retry-After %s: %s', (tries, draw, retryAfter, wait) => {
    expect(decide(tries, draw, retryAfter)).toBe(wait);
  });

  it('begins anew after progress, until the queue no longer does', () => {
    const error = new AttemptError('truncated', 'x', { progressed: true });
    const at = (tries: number) => decideRetry({ error, tries, now: 0, random: () => 0, policy });
    expect(at(policy.maxTries - 1)).toEqual({ retry: true, notBefore: 500 });
    expect(at(policy.maxTries)).toEqual({ retry: false });
  });

  it('stays below the maximum when there are many tries', () => {
    const many = { ...policy, maxTries: 5_000 };
    const error = new AttemptError('reset', 'x');
    const decision = decideRetry({
      error,
      tries: 3_000,
      now: 0,
      random: () => 0.999_999,
      policy: many,
    });
    expect(decision).toEqual({ retry: true, notBefore: 60_000 });
  });

  it('follows the table of codes', () => {
    for (const [code, retryable] of Object.entries(ATTEMPT_CODES)) {
      expect(decide(0, 0.5, undefined, code as AttemptCode) !== false).toBe(retryable);
    }
  });

  it('holds its bounds for every policy', () => {
    const time = fc.integer({ min: 0, max: 1e7 });
    const policies = fc.record({
      maxTries: fc.integer({ min: 0, max: 20 }),
      baseMs: time,
      maxMs: time,
      maxRetryAfterMs: time,
    });
    const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const tries = fc.nat({ max: 2_000 });
    const asked = fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { nil: undefined });
    fc.assert(
      fc.property(policies, draw, tries, asked, (random, drawn, failed, retryAfterMs) => {
        const error = new AttemptError('rate_limited', 'x', { retryAfterMs });
        const decision = decideRetry({
          error,
          tries: failed,
          now: NOW,
          random: () => drawn,
          policy: random,
        });
        expect(decision.retry).toBe(failed + 1 < random.maxTries);
        if (!decision.retry) return;
        const wait = decision.notBefore - NOW;
        const capped = Math.min(retryAfterMs ?? 0, random.maxRetryAfterMs);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(
          Math.max(capped, Math.min(random.baseMs / 2, random.maxMs)),
        );
        expect(wait).toBeLessThanOrEqual(Math.ceil(Math.max(capped, random.maxMs)));
      }),
    );
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['007', 7_000],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['Wed, 01 Jul 2026 12:00:30 GMT', 30_000],
    ['Wednesday, 01-Jul-26 12:01:00 GMT', 60_000],
    ['Wed Jul  1 12:00:10 2026', 10_000],
    ['wed, 01 jul 2026 12:00:30 gmt', 30_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    // More than 50 years ahead: 1994, not 2094 (RFC 9110 §5.6.7).
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Tuesday, 01-Jul-76 12:00:00 GMT', Date.UTC(2076, 6, 1, 12) - NOW],
    ['Wed, 31 Dec 2026 23:59:60 GMT', Date.UTC(2027, 0, 1) - NOW],
    ['Wed, 31 Feb 2027 00:00:00 GMT', undefined],
    ['Wed, 01 Xyz 2026 12:00:30 GMT', undefined],
    ['Wed, 01 Jul 2026 24:00:00 GMT', undefined],
    ['Wed, 01 Jul 2026 12:00:30 CET', undefined],
    ['2026-07-01T12:00:30Z', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['120, 60', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  it('reads back every date', () => {
    const date = fc.date({
      min: new Date(NOW),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (when) => {
        const seconds = Math.floor(when.getTime() / 1000) * 1000;
        expect(parseRetryAfter(when.toUTCString(), NOW)).toBe(Math.max(0, seconds - NOW));
      }),
    );
  });

  it('never throws and never answers a negative or broken number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (value) => {
        const wait = parseRetryAfter(value, NOW);
        expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
      }),
    );
  });
});
