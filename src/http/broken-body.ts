/** The errors of a body that broke off: all say `brokeOff`, as what had come of it is no fault of the file's. */
import { AttemptError } from '../errors.ts';
import { toAttemptError } from './attempt-error.ts';

export interface BodyFraming {
  /** Bytes in the body as sent, where Content-Length tells. */
  announced: number | undefined;
  /** Whether the body has its own end mark (RFC 9112 §7.1). */
  chunked: boolean;
}

export function stalled(afterMs: number): AttemptError {
  const message = `No byte of the body came for ${seconds(afterMs)} s.`;
  return new AttemptError('stalled', message, { brokeOff: true });
}

export function notWholeAfter(ms: number, received: number): AttemptError {
  const message = `The body was not whole after ${seconds(ms)} s: ${received} bytes had come.`;
  return new AttemptError('transfer_timeout', message, { brokeOff: true });
}

/**
 * The connection ended before the body did. Malformed HTTP is no break: `protocol` and `tls` stay what they are.
 * @param error what the connection ended with; undefined when it was closed in good order
 */
export function brokenOff(
  error: unknown,
  received: number,
  { announced, chunked }: BodyFraming,
): AttemptError {
  const details = { brokeOff: true, ...(error === undefined ? {} : { cause: error }) };
  const known = error === undefined ? undefined : toAttemptError(error);
  if (known?.code === 'protocol' || known?.code === 'tls') return known;
  if (announced !== undefined) {
    const message = `The body ended after ${received} of ${announced} bytes.`;
    return new AttemptError('truncated', message, details);
  }
  if (chunked) {
    const message = `The chunked body broke off after ${received} bytes.`;
    return new AttemptError('truncated', message, details);
  }
  return new AttemptError('reset', `The connection broke after ${received} bytes.`, details);
}

/** Milliseconds for a person. */
function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
