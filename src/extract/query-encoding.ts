/**
 * The query of a URL is percent-encoded in the encoding of its page (URL Standard, "query state"; everything else is
 * UTF-8): on a GBK page, `?s=猫` is `?s=%C3%A8`. Node encodes only UTF-8, but decodes all: the way back is a table.
 */

import { TextDecoder } from 'node:util';

type Encoder = ReadonlyMap<string, string>;

const encoders = new Map<string, Encoder>();

/** `url`, as it stands on a page, with its query encoded; the same when there is nothing to encode. */
export function encodeQuery(url: string, encoding: string): string {
  // The Encoding standard's "get an output encoding" (§4.3): pages in UTF-16 are answered in UTF-8.
  if (/^(?:utf-|iso-2022-)/.test(encoding) || !url.includes('?')) return url;
  const [, before = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(.*)$/s.exec(url) ?? [];
  if (!/[^\0-\x7f]/.test(query) || /^\s*(?!https?:)[a-z][a-z\d+.-]*:/i.test(before)) return url;
  const encoder = encoderFor(encoding);
  return (
    before +
    query.replace(/[^\0-\x7f]/gu, (char) => encoder.get(char) ?? reference(char)) +
    fragment
  );
}

/** What the encoding does not have is written as a character reference (URL Standard, "percent-encode after encoding"). */
function reference(char: string): string {
  return `%26%23${char.codePointAt(0) ?? 0}%3B`;
}

function encoderFor(encoding: string): Encoder {
  const known = encoders.get(encoding);
  if (known !== undefined) return known;
  const encoder = new Map<string, string>();
  const decoder = new TextDecoder(encoding);
  for (let lead = 0x80; lead <= 0xff; lead++) {
    add(encoder, decoder, [lead]);
    // The Encoding standard's encoders do not use these: Big5 §11.1, Shift_JIS §12.3.
    if (encoding === 'big5' && lead < 0xa1) continue;
    if (encoding === 'shift_jis' && (lead === 0xed || lead === 0xee)) continue;
    for (let trail = 0x40; trail <= 0xfe; trail++) add(encoder, decoder, [lead, trail]);
  }
  encoders.set(encoding, encoder);
  return encoder;
}

/** The first bytes for a character are the ones that encoders use. */
function add(encoder: Map<string, string>, decoder: TextDecoder, bytes: number[]): void {
  const text = decoder.decode(Uint8Array.from(bytes));
  const first = text.codePointAt(0) ?? 0;
  if (text.length !== String.fromCodePoint(first).length || text === '\ufffd' || encoder.has(text))
    return;
  encoder.set(text, bytes.map(percent).join(''));
}

/** Second bytes may be letters, which stand for themselves. */
function percent(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`;
}
