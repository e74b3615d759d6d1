/** Just enough of XML to find the root element of an SVG file and read its attributes. Pure. */
import { latin1 } from '../bytes.ts';
import type { Size } from '../types.ts';
import { sized } from '../walk.ts';

/**
 * The bytes as text in which ASCII is right, which is all that is looked at: UTF-16 by its byte order mark or the
 * first `<` (XML 1.0 appendix F), everything else as Latin-1.
 */
export function markupText(bytes: Uint8Array): string {
  const encoding = utf16Order(bytes);
  if (encoding === undefined) return latin1(bytes);
  // A code unit that is cut at the end waits for its other half.
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}

/** By the first two bytes; undefined for every other encoding. */
export function utf16Order([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return undefined;
}

const UTF8_BOM = '\xef\xbb\xbf';
const SPACE = /[ \t\r\n]*/y;
const DOCTYPE = /<!DOCTYPE[ \t\r\n]+(?:[\w.-]+:)?svg(?=[ \t\r\n>[])/iy;
const ROOT = /<(?:[A-Za-z_][\w.-]*:)?svg(?=[ \t\r\n/>])/y;
/** Markup whose name is complete, so that more bytes cannot make another of it. */
const NAMED =
  /<!DOCTYPE[ \t\r\n]+[^ \t\r\n>[]+[ \t\r\n>[]|<(?!!DOCTYPE[ \t\r\n])[^ \t\r\n/>]*[ \t\r\n/>]/iy;

/** Where the attributes of the root element `svg` begin; `no` when the root is another, or this is no markup. */
export function findSvgRoot(text: string): number | 'no' | 'more' {
  let at = text.startsWith(UTF8_BOM) ? UTF8_BOM.length : 0;
  for (;;) {
    at = endOfMatch(SPACE, text, at) ?? at;
    if (at >= text.length) return 'more';
    const next = endOfProlog(text, at);
    if (next === 'more') return 'more';
    if (next === undefined) break;
    at = next;
  }
  const root = endOfMatch(ROOT, text, at);
  if (root !== undefined) return root;
  return text[at] !== '<' || endOfMatch(NAMED, text, at) !== undefined ? 'no' : 'more';
}

/** The end of a processing instruction, comment or document type declaration; undefined when none begins here. */
function endOfProlog(text: string, at: number): number | 'more' | undefined {
  if (text.startsWith('<?', at)) return endOf('?>', text, at + 2);
  if (text.startsWith('<!--', at)) return endOf('-->', text, at + 4);
  const name = endOfMatch(DOCTYPE, text, at);
  if (name === undefined) return undefined;
  const close = endOf('>', text, name);
  const subset = text.indexOf('[', name);
  if (subset === -1 || (close !== 'more' && close <= subset)) return close;
  const subsetEnd = endOfSubset(text, subset + 1);
  return subsetEnd === 'more' ? 'more' : endOf('>', text, subsetEnd);
}

const IN_SUBSET = /[\]"'<]/g;

/** An internal subset ends with the first bracket outside comments, instructions and quotes (XML 1.0 §2.8). */
function endOfSubset(text: string, from: number): number | 'more' {
  for (let at: number | 'more' = from; at !== 'more';) {
    IN_SUBSET.lastIndex = at;
    const found: RegExpExecArray | null = IN_SUBSET.exec(text);
    if (found === null) break;
    const [token] = found;
    const next = found.index + 1;
    if (token === ']') return next;
    if (text.startsWith('<!--', found.index)) at = endOf('-->', text, found.index + 4);
    else if (text.startsWith('<?', found.index)) at = endOf('?>', text, next + 1);
    else at = token === '<' ? next : endOf(token, text, next);
  }
  return 'more';
}

function endOf(token: string, text: string, from: number): number | 'more' {
  const at = text.indexOf(token, from);
  return at === -1 ? 'more' : at + token.length;
}

function endOfMatch(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

const ATTRIBUTE = /[ \t\r\n]*([^\s=>/"']+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')/y;

/**
 * The size that the root element states: `width` and `height` where both are plain pixels, else that of the
 * `viewBox`. Undefined while the start tag is not complete.
 */
export function svgSize(text: string, root: number): { size?: Size } | undefined {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = root;
  let end = root;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    end = ATTRIBUTE.lastIndex;
    attributes.set(match[1] ?? '', match[2] ?? match[3] ?? '');
  }
  const close = endOfMatch(SPACE, text, end) ?? end;
  if (text[close] !== '>' && text[close] !== '/') return undefined;
  const width = pixels(attributes.get('width'));
  const height = pixels(attributes.get('height'));
  if (width !== undefined && height !== undefined) return rounded(width, height);
  const box = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/, 4)
    .map(Number);
  return rounded(box[2] ?? 0, box[3] ?? 0);
}

const PIXELS = /^\s*(\d+(?:\.\d*)?|\.\d+)(?:px)?\s*$/;

function pixels(value: string | undefined): number | undefined {
  const match = PIXELS.exec(value ?? '');
  return match === null ? undefined : Number(match[1]);
}

function rounded(width: number, height: number): { size?: Size } {
  return sized(Math.round(width), Math.round(height));
}
