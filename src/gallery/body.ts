/** The bytes of a page, within a bound. */
import { AttemptError } from '../errors.ts';
import { toAttemptError } from '../http/index.ts';
import { LARGE_PAGE_BYTES } from './large-pages.ts';

/** Bytes of a page after its content encoding is undone. A list of 100,000 pictures has about 15 MiB. */
export const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** What of a response is read: a stream of bytes, which ends its connection when it is left early. */
export type PageBody = AsyncIterable<unknown>;

/**
 * Reads a page to its end. Beyond `MAX_PAGE_BYTES` it stops, and the connection is closed.
 * @param whenLarge called once, for a page of more than `LARGE_PAGE_BYTES`; nothing more is read until it resolves
 * @throws AttemptError `too_large`, or why the body broke
 */
export async function readBody(
  body: PageBody,
  whenLarge: () => Promise<void> = () => Promise.resolve(),
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) continue;
      const wasLarge = length > LARGE_PAGE_BYTES;
      length += chunk.byteLength;
      if (!wasLarge && length > LARGE_PAGE_BYTES) await whenLarge();
      if (length > MAX_PAGE_BYTES) throw tooLarge(`more than ${MAX_PAGE_BYTES}`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw asBrokenOff(toAttemptError(error));
  }
  return Buffer.concat(chunks, length);
}

export function tooLarge(bytes: string, limit = MAX_PAGE_BYTES): AttemptError {
  return new AttemptError('too_large', `The page has ${bytes} bytes; ${limit} are the limit.`);
}

/** A body that ended early did so on the way: for pacing, that is trouble of the host's. */
function asBrokenOff(error: AttemptError): AttemptError {
  if (error.code !== 'truncated') return error;
  return new AttemptError(error.code, error.message, { cause: error.cause, brokeOff: true });
}
