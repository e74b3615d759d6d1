/** An answer to the request for a robots.txt → rules, or the reason why there are none (RFC 9309 §2.3.1). Pure. */
import { AttemptError, type AttemptCode } from '../errors.ts';
import { noRules, rulesOf, type RobotsRules } from './rules.ts';

/** What the server answered, after redirects. */
export interface RobotsAnswer {
  status: number;
  /** The first bytes of the body, up to `MAX_ROBOTS_BYTES`; anything for a status other than 2xx. */
  body: Uint8Array;
  /** Its Retry-After, in milliseconds from now. */
  retryAfterMs?: number | undefined;
}

/** What is read of a robots.txt: the least that RFC 9309 §2.5 asks for. What follows is ignored. */
export const MAX_ROBOTS_BYTES = 500 * 1024;

/**
 * - 2xx: the rules of the body. A page of HTML has none, so it allows everything.
 * - 5xx, and 429, by which a server puts off an answer that it has: unreachable, nothing is allowed (§2.3.1.4).
 * - Anything else: unavailable, everything is allowed (§2.3.1.3). That includes 401 and 403, and 3xx that lead nowhere.
 */
export function rulesOfAnswer(
  { status, body, retryAfterMs }: RobotsAnswer,
  tokens?: readonly string[],
): RobotsRules | AttemptError {
  if (status >= 200 && status <= 299) return rulesOf(textOf(body), tokens);
  if (status !== 429 && !(status >= 500 && status <= 599)) return noRules();
  const message = `the server answered ${status} to the request for its robots.txt`;
  return new AttemptError('robots_unavailable', message, { status, retryAfterMs });
}

/** As UTF-8, without a byte order mark. A line that the limit cut through says something else than was meant. */
function textOf(body: Uint8Array): string {
  const decoder = new TextDecoder();
  if (body.byteLength < MAX_ROBOTS_BYTES) return decoder.decode(body);
  const text = decoder.decode(body.subarray(0, MAX_ROBOTS_BYTES));
  return text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'), 0));
}

/**
 * Redirects that cannot be followed to a file: as for one that is not there (§2.3.1.2). An address that is forbidden
 * for the robots.txt itself is so for everything else of the host, and is said there.
 */
const UNAVAILABLE: ReadonlySet<AttemptCode> = new Set<AttemptCode>([
  'too_many_redirects',
  'bad_redirect',
  'forbidden_address',
  'unexpected_status',
]);

/** What a fetch that failed comes to: rules, where there is an answer that gives none; else the error. */
export function rulesOfFailure(error: AttemptError): RobotsRules | AttemptError {
  return UNAVAILABLE.has(error.code) ? noRules() : error;
}
