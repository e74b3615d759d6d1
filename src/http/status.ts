/** What a status code says about an attempt (RFC 9110 §15). */
import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http';
import { AttemptError, type AttemptCode } from '../errors.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Statuses that succeed but are no answer to a GET of a whole file (RFC 9110 §15.3.5, §15.3.6, §15.3.7). */
const NOT_A_FILE: ReadonlySet<number> = new Set([204, 205, 206]);

/** 408 and 425 say that the same request may succeed later (RFC 9110 §15.5.9, RFC 8470 §5.2), as a 5xx does. */
const CLIENT_ERRORS: Readonly<Record<number, AttemptCode>> = {
  401: 'login_required',
  403: 'blocked',
  404: 'not_found',
  408: 'server_error',
  410: 'not_found',
  425: 'server_error',
  429: 'rate_limited',
};

const LOGIN = ' It asks for a login: see --user, --cookies and --header.';

function codeOf(status: number): AttemptCode | undefined {
  if (status >= 500 && status <= 599) return 'server_error';
  if (status >= 400 && status <= 499) return CLIENT_ERRORS[status] ?? 'client_error';
  if (status >= 200 && status <= 299 && !NOT_A_FILE.has(status)) return undefined;
  return 'unexpected_status';
}

/**
 * The error that a status stands for, or undefined for one that promises a file. A caller that sent Range or a
 * precondition deals with 206, 304 and 416 first: here they are unasked for.
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 */
export function statusError(
  status: number,
  headers: IncomingHttpHeaders,
  now: number,
): AttemptError | undefined {
  const code = codeOf(status);
  if (code === undefined) return undefined;
  const phrase = STATUS_CODES[status];
  return new AttemptError(
    code,
    `The server answered ${status}${phrase === undefined ? '' : ` ${phrase}`}.${status === 401 ? LOGIN : ''}`,
    { status, retryAfterMs: parseRetryAfter(headers['retry-after'], now) },
  );
}
