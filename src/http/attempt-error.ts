/** Turns whatever was thrown while fetching into one of our codes and one clear sentence. */
import type { IncomingHttpHeaders } from 'node:http';
import { AttemptError } from '../errors.ts';
import {
  ruleForCode,
  ruleForGotEvent,
  ruleForMessage,
  statusInMessage,
  TRUNCATED_RULE,
  type Rule,
} from './error-rules.ts';
import { redactText } from './redact.ts';
import { statusError } from './status.ts';

/** Errors looked at in one chain of causes. */
const MAX_CHAIN = 24;

/** A property of anything at all: foreign objects may have getters that throw. */
function read(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Reflect.get(value, key) as unknown;
  } catch {
    return undefined;
  }
}

function text(value: unknown, key: string): string {
  const found = read(value, key);
  return typeof found === 'string' ? found : '';
}

/** The error and everything inside it, outermost first: `cause`, and the members of an AggregateError. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [error];
  for (let i = 0; i < chain.length && chain.length < MAX_CHAIN; i++) {
    const members = read(chain[i], 'errors');
    const listed: unknown[] = Array.isArray(members) ? members.slice(0, 8) : [];
    for (const next of [read(chain[i], 'cause'), ...listed]) {
      if (typeof next === 'object' && next !== null && !chain.includes(next)) chain.push(next);
    }
  }
  return chain;
}

/** got's ReadError says ECONNRESET for every body that broke; the headers tell whether its end was announced. */
function isTruncation(error: unknown): boolean {
  if (text(error, 'name') !== 'ReadError') return false;
  const headers = read(read(error, 'response'), 'headers');
  return (
    read(headers, 'content-length') !== undefined ||
    read(headers, 'transfer-encoding') !== undefined
  );
}

function ruleFor(error: unknown): Rule | undefined {
  const message = text(error, 'message');
  const code = text(error, 'code');
  // got's ReadError wraps timeouts and parse errors too; only a plain break is a truncation.
  if (isTruncation(error) && code === 'ECONNRESET') return TRUNCATED_RULE;
  return ruleForGotEvent(text(error, 'event')) ?? ruleForCode(code) ?? ruleForMessage(message);
}

/** The first value that any link of the chain has. */
function first(chain: readonly unknown[], value: (link: unknown) => string | undefined): string {
  for (const link of chain) {
    const found = value(link);
    if (found !== undefined && found !== '') return found;
  }
  return '';
}

function peerOf(error: unknown): string {
  const address = text(error, 'address');
  const port = read(error, 'port');
  return address !== '' && typeof port === 'number' ? `${address}:${port}` : address;
}

/** What to add for a person: the host or address that it was about, and the time waited or else the code. */
function detailOf(chain: readonly unknown[]): string {
  const waited = first(chain, (link) => /\bfor (\d+)ms$/.exec(text(link, 'message'))?.[1]);
  const parts = [
    first(chain, (link) => text(link, 'hostname') || peerOf(link)),
    waited === '' ? first(chain, (link) => text(link, 'code')) : `${Number(waited) / 1000} s`,
  ];
  const detail = parts.filter((part) => part !== '' && !part.startsWith('ERR_GOT_')).join(', ');
  return detail === '' ? '' : ` (${redactText(detail)})`;
}

/** The innermost cause: got's own errors hold the whole request, cookies and all. */
function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < MAX_CHAIN; depth++) {
    const cause = read(root, 'cause');
    if (cause === undefined || cause === null) break;
    root = cause;
  }
  return root;
}

function fromStatus(error: unknown, now: number): AttemptError | undefined {
  const status =
    text(error, 'name') === 'HTTPError'
      ? read(read(error, 'response'), 'statusCode')
      : statusInMessage(text(error, 'message'));
  if (typeof status !== 'number') return undefined;
  const headers = read(read(error, 'response'), 'headers');
  const known =
    typeof headers === 'object' && headers !== null ? (headers as IncomingHttpHeaders) : {};
  return statusError(status, known, now);
}

function unexplained(error: unknown): AttemptError {
  const message = text(error, 'message') || (typeof error === 'string' ? error : '');
  const says = redactText(message) || `A value of type ${typeof error} was thrown.`;
  return new AttemptError('unexpected', says, { cause: rootOf(error) });
}

/**
 * Classifies anything thrown by Node, got, undici or Crawlee's page fetch, looking through causes and
 * AggregateErrors. An AttemptError passes through unchanged; what nothing explains becomes `unexpected`.
 * The message is one sentence without stack and without secrets; `cause` keeps the innermost cause.
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 */
export function toAttemptError(error: unknown, now: number = Date.now()): AttemptError {
  const chain = chainOf(error);
  const ours = chain.find((link) => link instanceof AttemptError);
  if (ours !== undefined) return ours;
  for (const link of chain) {
    const answered = fromStatus(link, now);
    if (answered !== undefined) return answered;
    const rule = ruleFor(link);
    if (rule !== undefined) {
      return new AttemptError(rule.code, `${rule.says}${detailOf(chain)}.`, {
        cause: rootOf(error),
      });
    }
  }
  return unexplained(error);
}
