/** A page's bytes → its text, whatever it says or does not say of its encoding. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { encodingInMarkup, encodingOf, encodingOfMark, guessEncoding } from './charset-sniff.ts';

export interface DecodedPage {
  html: string;
  /** A name of the Encoding standard. */
  encoding: string;
}

/**
 * In this order: byte order mark, `charset` of the Content-Type, `meta` element (HTML Living Standard §13.2.3.2), UTF-8
 * where the bytes are nothing else, a guess, windows-1252. What is declared is not believed when the bytes prove it
 * wrong, as they do on many a moved site. Malformed sequences become U+FFFD; nothing is thrown.
 */
export function decodePage(bytes: Buffer, contentType: string | undefined): DecodedPage {
  const encoding = encodingOfMark(bytes) ?? chooseEncoding(bytes, contentType);
  return { html: new TextDecoder(encoding).decode(bytes), encoding };
}

function chooseEncoding(bytes: Buffer, contentType: string | undefined): string {
  const plausible = declarations(bytes, contentType).filter((name) => isPlausible(bytes, name));
  if (!isUtf8(bytes)) return plausible[0] ?? guess(bytes);
  // A text in another encoding is valid UTF-8 by chance only while it is short.
  return countSequences(bytes) >= ENOUGH_SEQUENCES ? 'utf-8' : (plausible[0] ?? 'utf-8');
}

function declarations(bytes: Buffer, contentType: string | undefined): string[] {
  const inHeader = encodingOf(charsetOf(contentType));
  const inMarkup = encodingInMarkup(bytes);
  // Latin-1 in a header is more often the server's default than the page's.
  const ordered = inHeader === 'windows-1252' ? [inMarkup, inHeader] : [inHeader, inMarkup];
  return ordered.filter((name) => name !== undefined);
}

function guess(bytes: Buffer): string {
  const encoding = guessEncoding(bytes);
  return isPlausible(bytes, encoding) ? encoding : 'windows-1252';
}

/** Characters of two bytes and more that make a text UTF-8 beyond doubt. */
const ENOUGH_SEQUENCES = 4;
/** Of the bytes beyond ASCII, so many may be malformed: one in this number. A wrong encoding spoils one in three. */
const TOLERATED = 10;
/** Bytes of which the start of the page is judged. */
const JUDGED_BYTES = 1024 * 1024;

/** Whether the page can be what it says it is. */
function isPlausible(bytes: Buffer, encoding: string): boolean {
  const start = bytes.subarray(0, JUDGED_BYTES);
  // ASCII read as UTF-16 would be Chinese without a single error.
  if (encoding.startsWith('utf-16')) return start.includes(0);
  const beyond = start.reduce((count, byte) => (byte >= 0x80 ? count + 1 : count), 0);
  const malformed = new TextDecoder(encoding).decode(start).split('\ufffd').length - 1;
  return malformed * TOLERATED <= beyond;
}

/** How many characters beyond ASCII valid UTF-8 has, at most `ENOUGH_SEQUENCES`. */
function countSequences(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length && count < ENOUGH_SEQUENCES; at++) {
    if ((bytes[at] ?? 0) >= 0xc0) count++;
  }
  return count;
}

/** The label in a Content-Type, also one that is slightly malformed. */
function charsetOf(contentType: string | undefined): string {
  return /charset\s*[=:]\s*["']?([\w:.-]+)/i.exec(contentType ?? '')?.[1] ?? '';
}
