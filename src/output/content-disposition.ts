/** What a server calls a picture, by its Content-Disposition header (RFC 6266). Pure. */
import contentDisposition from 'content-disposition';
import { decodePercent, withoutKnownExtension } from './name-from-url.ts';

/** Servers may send headers of any length; a name is far shorter. */
const MAX_HEADER_CHARACTERS = 4_000;
/** Far beyond what fits a file name. */
const MAX_CHARACTERS = 1_000;

/**
 * The name that the header gives, without picture extension and without folders (RFC 6266 §4.3: only the last segment
 * counts). `filename*` goes before `filename`. What real servers send counts too, where the grammar does not allow it:
 * bare spaces, raw UTF-8, a missing type. Not yet safe as a file name. Undefined when the header gives none.
 * @param header as Node reads it: one character a byte
 */
export function nameFromDisposition(header: string): string | undefined {
  const known = withPathSeparators(header.slice(0, MAX_HEADER_CHARACTERS));
  const said = parsedStrictly(known) ?? parsedLeniently(known);
  if (said === undefined) return undefined;
  const last = said.split(/[/\\]/).at(-1) ?? '';
  // Unseen characters behind an extension would hide it from the look for one.
  const name = withoutKnownExtension(last.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').trim());
  return /^[. ]*$/.test(name) ? undefined : name.slice(0, MAX_CHARACTERS);
}

/**
 * `filename="C:\photos\cat.jpg"` holds no quoted pairs, whatever the grammar says: nobody escapes letters. Each
 * backslash that stands before neither `"` nor another becomes a pair of its own.
 */
function withPathSeparators(header: string): string {
  return header.replace(/\\(["\\])|\\/g, (found, escaped: string | undefined) =>
    escaped === undefined ? '\\\\' : found,
  );
}

/** Undefined when the header does not follow the grammar, or gives no name. */
function parsedStrictly(header: string): string | undefined {
  try {
    const { filename } = contentDisposition.parse(header).parameters;
    if (filename === undefined) return undefined;
    return /;\s*filename\*\s*=/i.test(header) ? filename : plainText(filename);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** One parameter, up to its semicolon. Takes anything: never fails, never goes back. */
const PARAMETER = /([^=;"]*)(?:=[ \t]*("(?:[^"\\]|\\.)*"?|[^;]*))?[^;]*(?:;|$)/sy;

/** The first of each name counts. A missing type, or a missing `;` behind it, does not matter. */
function parsedLeniently(header: string): string | undefined {
  const values = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < header.length) {
    const [, before = '', value] = PARAMETER.exec(header) ?? [];
    const name = before.trim().split(/[\s,]/).at(-1)?.toLowerCase();
    if (name !== undefined && value !== undefined && !values.has(name))
      values.set(name, unquoted(value));
  }
  const plain = values.get('filename');
  return (
    extendedText(values.get('filename*')) ?? (plain === undefined ? undefined : plainText(plain))
  );
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value.trim();
  return value.replace(/^"|(?<!\\)"$/g, '').replace(/\\(.)/gs, '$1');
}

/** `charset'language'value` (RFC 8187 §3.2); the charset may be missing, or one that RFC 8187 does not know. */
function extendedText(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  const [, charset = 'utf-8', encoded = value] = /^([^']*)'[^']*'(.*)$/s.exec(value) ?? [];
  return textOf(bytesOf(encoded), charset) ?? textOf(bytesOf(encoded), 'latin1');
}

function bytesOf(encoded: string): Buffer {
  const characters = encoded.replace(/%([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  );
  return Buffer.from(characters, 'latin1');
}

/** Undefined when the bytes are not in that charset, or nobody knows it. */
function textOf(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

const ENCODED_WORD = /^=\?utf-8\?([bq])\?(.*)\?=$/is;

/** A plain `filename` is Latin-1 by the grammar; browsers also take raw UTF-8, percent-encoding and encoded words. */
function plainText(value: string): string {
  const [, encoding, word = ''] = ENCODED_WORD.exec(value) ?? [];
  if (encoding !== undefined) {
    const isBase64 = encoding.toLowerCase() === 'b';
    const bytes = isBase64
      ? Buffer.from(word, 'base64')
      : bytesOf(word.replaceAll('_', ' ').replaceAll('=', '%'));
    return textOf(bytes, 'utf-8') ?? value;
  }
  const isBytes = /^[\0-\xff]*$/.test(value);
  const text = (isBytes ? textOf(Buffer.from(value, 'latin1'), 'utf-8') : undefined) ?? value;
  return decodePercent(text);
}
