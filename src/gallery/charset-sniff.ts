/** What a page's bytes say of their own encoding. All answers are names of the Encoding standard. */
import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';

/** The standard's name for a label (Encoding §4.2); undefined for one that it does not know. */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    // Not a label of the standard, or one for encodings that no browser reads any more.
    return undefined;
  }
}

/** Of a byte order mark (Encoding §6, "BOM sniff"). */
export function encodingOfMark(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return undefined;
}

/** Bytes in which a page has to say it (HTML Living Standard §13.2.3.2). */
const PRESCAN_BYTES = 1024;

/** Of the first `meta` element that says one, or an XML declaration ("prescan a byte stream"). */
export function encodingInMarkup(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1', 0, PRESCAN_BYTES).replace(/<!--.*?(?:-->|$)/gs, '');
  for (const [, attributes = ''] of text.matchAll(/<meta[\s/]([^>]*)/gi)) {
    const encoding = encodingOf(labelIn(attributes) ?? '');
    if (encoding !== undefined) return readable(encoding);
  }
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"'>]*)/.exec(text)?.[1];
  const encoding = encodingOf(declared ?? '');
  return encoding === undefined ? undefined : readable(encoding);
}

/** `charset=…`, by itself or in the `content` of an `http-equiv=content-type`. */
function labelIn(attributes: string): string | undefined {
  const isOther = /(?:^|[\s"'/])content\s*=/i.test(attributes);
  if (isOther && !/http-equiv\s*=\s*["']?\s*content-type/i.test(attributes)) return undefined;
  return /charset\s*=\s*["']?\s*([^\s"';/>]+)/i.exec(attributes)?.[1];
}

/** The bytes of the element were ASCII, so it cannot be UTF-16, whatever it says. */
function readable(encoding: string): string {
  return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
}

/** Bytes that are looked at for a guess; the first that are not ASCII, wherever they stand. */
const SAMPLE_BYTES = 16_384;

/** The likeliest encoding of bytes that are no UTF-8, by the frequency of their letters. */
export function guessEncoding(bytes: Buffer): string {
  for (const { name } of analyse(sampleOf(bytes))) {
    const encoding = encodingOf(name);
    if (encoding !== undefined && !/^utf-/.test(encoding)) return encoding;
  }
  return 'windows-1252';
}

/** Without the markup, most of which is English and would drown the rest. */
function sampleOf(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const text = bytes.toString('latin1', Math.max(0, first - 64), first + 4 * SAMPLE_BYTES);
  const foreign = text.split(/[\s<>"'=&]+/).filter((word) => /[\x80-\xff]/.test(word));
  return Buffer.from(foreign.join(' ').slice(0, SAMPLE_BYTES), 'latin1');
}
