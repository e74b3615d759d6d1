/** When to try again: pure, so that every case can be tabled. */
import type { AttemptError } from '../errors.ts';

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  maxTries: number;
  /** Upper bound of the first wait, in milliseconds; it doubles with every failed attempt. */
  baseMs: number;
  /** Upper bound of any wait that the server did not ask for, in milliseconds. */
  maxMs: number;
  /** A longer Retry-After is cut to this, in milliseconds. */
  maxRetryAfterMs: number;
}

/** 5 attempts, waits growing from 1 s to 60 s, Retry-After honoured up to 10 minutes. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxTries: 5,
  baseMs: 1_000,
  maxMs: 60_000,
  maxRetryAfterMs: 600_000,
};

export interface RetryInput {
  error: AttemptError;
  /** Attempts that failed before this one. */
  tries: number;
  /** Milliseconds since the epoch. */
  now: number;
  /** A number in [0, 1). */
  random: () => number;
  policy: RetryPolicy;
}

/**
 * Whether and when to try again. The wait is drawn evenly between half the base and a ceiling that doubles with
 * each failed attempt (full jitter spreads the requests that failed together; the floor keeps a lucky draw from
 * hammering). A Retry-After is a minimum: the wait is never shorter than what the server asked for, up to its cap.
 */
export function decideRetry(
  input: RetryInput,
): { retry: true; notBefore: number } | { retry: false } {
  const { error, now, random, policy } = input;
  // What an attempt brought is kept: the next one is the first of those that have to bring the rest.
  // The queue, which counts, stops giving new tries for it when there were very many.
  const tries = error.progressed && input.tries < policy.maxTries ? 0 : input.tries;
  if (!error.retryable || tries + 1 >= policy.maxTries) return { retry: false };
  const ceiling = Math.min(policy.maxMs, policy.baseMs * 2 ** tries);
  const floor = Math.min(policy.baseMs / 2, ceiling);
  const backoff = floor + random() * (ceiling - floor);
  const asked = Math.min(error.retryAfterMs ?? 0, policy.maxRetryAfterMs);
  return { retry: true, notBefore: now + Math.ceil(Math.max(backoff, asked)) };
}
