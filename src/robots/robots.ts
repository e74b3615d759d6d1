/** Rules by origin: fetched once, shared by all who ask, remembered (RFC 9309 §2.3, §2.4). */
import { AttemptError } from '../errors.ts';
import { rulesOfAnswer, rulesOfFailure, type RobotsAnswer } from './answer.ts';
import { BoundedCache } from './cache.ts';
import { noRules, type RobotsRules } from './rules.ts';

export interface RobotsOptions {
  /**
   * Asks for a robots.txt, following at least five redirects (RFC 9309 §2.3.1.2). Rejects with an AttemptError when
   * there is no answer; anything else that it throws, as after an abort, is passed on and not remembered.
   */
  fetch: (url: string) => Promise<RobotsAnswer>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Product tokens to obey, the first that a file names before the others, in lower case. Default: `pixhaul`. */
  userAgents?: readonly string[];
}

export interface Robots {
  /**
   * The rules of a URL's origin. Everything is allowed for what is no http or https URL.
   * @throws AttemptError when they cannot be had, and never could: nothing of the origin may be fetched. `retryAfterMs`
   *   tells when it is asked again. `robots_unavailable` for an answer of 5xx or 429, else as the fetch failed.
   */
  rulesFor(url: string): Promise<RobotsRules>;
}

/** "Crawlers SHOULD NOT use the cached version for more than 24 hours" (§2.4), unless it is all there is. */
const FRESH_MS = 24 * 3_600_000;
/** Until an origin that did not answer is asked again; it doubles each time. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
/** A Retry-After is honoured up to this. */
const LONGEST_RETRY_AFTER_MS = 600_000;
/** Origins remembered, and bytes of their files together. */
const REMEMBERED = { entries: 10_000, weight: 64 * 1024 * 1024 };

interface Entry {
  rules?: RobotsRules;
  fetchedAt: number;
  failure?: { error: AttemptError; at: number; waitMs: number; times: number };
  /** The fetch under way. */
  running?: Promise<RobotsRules>;
}

export function createRobots({ fetch, now, userAgents }: RobotsOptions): Robots {
  const cache = new BoundedCache<Entry>(REMEMBERED);

  const ask = async (origin: string, entry: Entry): Promise<RobotsRules> => {
    const url = `${origin}/robots.txt`;
    try {
      const answer = await answerOrError(() => fetch(url));
      const rules =
        answer instanceof AttemptError ? rulesOfFailure(answer) : rulesOfAnswer(answer, userAgents);
      if (rules instanceof AttemptError) return remembered(fail(entry, rules, now()), now());
      delete entry.failure;
      entry.rules = rules;
      entry.fetchedAt = now();
      cache.set(origin, entry, answer instanceof AttemptError ? 0 : answer.body.byteLength);
      return rules;
    } finally {
      delete entry.running;
    }
  };

  return {
    async rulesFor(url) {
      const origin = originOf(url);
      if (origin === undefined) return noRules();
      let entry = cache.get(origin);
      if (entry === undefined) cache.set(origin, (entry = { fetchedAt: 0 }), 0);
      const time = now();
      if (entry.rules && isWithin(FRESH_MS, entry.fetchedAt, time)) return entry.rules;
      if (entry.failure && isWithin(entry.failure.waitMs, entry.failure.at, time))
        return remembered(entry, time);
      return (entry.running ??= ask(origin, entry));
    },
  };
}

/** Scheme, host and port (RFC 9309 §2.3), without user name and password. */
function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, origin } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}

/** False after a clock was set back: better to ask once more than to wait for it to catch up. */
function isWithin(span: number, since: number, now: number): boolean {
  return now >= since && now - since < span;
}

async function answerOrError(
  fetch: () => Promise<RobotsAnswer>,
): Promise<RobotsAnswer | AttemptError> {
  try {
    return await fetch();
  } catch (error) {
    if (error instanceof AttemptError) return error;
    throw error;
  }
}

function fail(entry: Entry, error: AttemptError, now: number): Entry {
  const times = (entry.failure?.times ?? 0) + 1;
  const backOff = Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS);
  const asked = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  entry.failure = { error, at: now, waitMs: Math.max(backOff, asked), times };
  return entry;
}

/** While an origin does not answer: the old rules, however old (§2.3.1.4), or what went wrong the last time. */
function remembered({ rules, failure }: Entry, now: number): RobotsRules {
  if (rules) return rules;
  if (failure === undefined) throw new TypeError('neither rules nor a failure');
  const { error, at, waitMs } = failure;
  throw new AttemptError(error.code, `robots.txt cannot be had: ${error.message}`, {
    status: error.status,
    brokeOff: error.brokeOff,
    retryAfterMs: Math.max(0, at + waitMs - now),
    cause: error,
  });
}
