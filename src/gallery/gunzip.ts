import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AttemptError, messageOf } from '../errors.ts';
import { MAX_PAGE_BYTES, tooLarge } from './body.ts';

const inflate = promisify(gunzip);

/**
 * The bytes of a file that was compressed by itself, as `sitemap.xml.gz` is, and not on its way; any other as they are.
 * @throws AttemptError `too_large` beyond the limit of a page, `truncated` where the file is not whole
 */
export async function gunzipped(bytes: Buffer): Promise<Buffer> {
  // RFC 1952 §2.3.1: ID1, ID2, and the one method that there is.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: MAX_PAGE_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(`more than ${MAX_PAGE_BYTES}`);
    throw new AttemptError('truncated', `The file is not whole: ${messageOf(error)}`);
  }
}
