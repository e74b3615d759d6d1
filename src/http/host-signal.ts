/** What a failed attempt says about its host, for pacing. A table, so that it can be read at a glance. */
import { AttemptError, type AttemptCode } from '../errors.ts';
import type { HostSignal } from '../model.ts';

/** The host, or the way to it, is not well: it does not answer, or breaks off. */
const TROUBLE: ReadonlySet<AttemptCode> = new Set<AttemptCode>([
  'dns',
  'connect',
  'connect_timeout',
  'response_timeout',
  'stalled',
  'reset',
  'robots_unavailable',
]);

/** The host answers as it should; what is wrong is wrong with this URL. */
const WELL: ReadonlySet<AttemptCode> = new Set<AttemptCode>([
  'not_found',
  'client_error',
  'not_a_picture',
  'not_html',
  'empty_body',
  'unexpected_status',
  'damaged',
]);

/** Statuses by which a server says itself that it has too much to do (RFC 6585 §4, RFC 9110 §15.6.4). */
const ASKS_FOR_REST: ReadonlySet<number> = new Set([429, 503]);
/** A server behind it timed out (RFC 9110 §15.6.5). */
const GATEWAY_TIMEOUT = 504;

/** The host cannot be reached at all: however slowly others lead to it, nothing comes of it. */
const ABSENT: ReadonlySet<AttemptCode> = new Set<AttemptCode>([
  'dns',
  'connect',
  'connect_timeout',
]);

/** Undefined where an error says nothing: a refusal of this visitor, a single 500, a fault of our own. */
export function hostSignal(error: AttemptError): HostSignal | undefined {
  const signal = signalOfPeer(error);
  if (!error.elsewhere || signal?.kind !== 'trouble') return signal;
  // The request's own host redirected, as it should. It is slowed down for the sake of the other, never given up.
  return ABSENT.has(error.code) ? { kind: 'good' } : { ...signal, answered: true };
}

/** What it says about the host where it happened. */
function signalOfPeer(error: AttemptError): HostSignal | undefined {
  const { code, status, brokeOff, retryAfterMs } = error;
  const restMs = retryAfterMs === undefined ? {} : { restMs: retryAfterMs };
  if (status !== undefined && ASKS_FOR_REST.has(status))
    return { kind: 'trouble', asked: true, ...restMs };
  // Slow it is, but it sends.
  if (code === 'transfer_timeout') return undefined;
  if (brokeOff) return { kind: 'trouble', asked: false, answered: true };
  if (TROUBLE.has(code) || status === GATEWAY_TIMEOUT) return { kind: 'trouble', asked: false };
  return WELL.has(code) || code === 'truncated' ? { kind: 'good' } : undefined;
}

/** Ends a request of a host that was given up, without asking for it. */
export function hostUnavailable(host: string): AttemptError {
  return new AttemptError(
    'host_unavailable',
    `${host} failed for so long that this was given up without being asked for`,
  );
}
