/**
 * The HTML Living Standard's "parse a srcset attribute" (§4.8.4.3.10), step by step, in one pass over the text.
 */

export interface SrcsetCandidate {
  /** As it stands in the attribute: not yet resolved, never empty. */
  url: string;
  /** Pixels (`w` descriptor), at least 1. */
  width?: number;
  /** Pixel density (`x` descriptor), at least 0. Neither of both means 1x. */
  density?: number;
}

/** More than any page offers of one picture; it bounds what one attribute can cost. */
const MAX_CANDIDATES = 1_000;

/**
 * The valid candidates in order, at most `MAX_CANDIDATES`. A candidate with a descriptor in error is left out, as
 * browsers do.
 */
export function parseSrcset(text: string): SrcsetCandidate[] {
  const candidates: SrcsetCandidate[] = [];
  let at = 0;
  while (candidates.length < MAX_CANDIDATES) {
    while (at < text.length && (isSpace(text, at) || text[at] === ',')) at++;
    if (at >= text.length) return candidates;

    const start = at;
    while (at < text.length && !isSpace(text, at)) at++;
    let end = at;
    while (text[end - 1] === ',') end--;

    let descriptors: string[] = [];
    if (end === at) [descriptors, at] = tokenise(text, at);
    const candidate = describe(text.slice(start, end), descriptors);
    if (candidate !== undefined) candidates.push(candidate);
  }
  return candidates;
}

/**
 * The descriptors of one candidate and where the next one begins. A comma inside parentheses does not
 * end the candidate.
 */
function tokenise(text: string, from: number): [descriptors: string[], next: number] {
  const descriptors: string[] = [];
  let start = -1;
  let inParens = false;
  let at = from;
  const finish = () => {
    if (start !== -1) descriptors.push(text.slice(start, at));
    start = -1;
  };
  for (; at < text.length; at++) {
    const char = text[at];
    if (inParens) {
      if (char === ')') inParens = false;
    } else if (isSpace(text, at)) {
      finish();
    } else if (char === ',') {
      finish();
      return [descriptors, at + 1];
    } else {
      if (start === -1) start = at;
      if (char === '(') inParens = true;
    }
  }
  finish();
  return [descriptors, at];
}

function describe(url: string, descriptors: readonly string[]): SrcsetCandidate | undefined {
  let width: number | undefined;
  let density: number | undefined;
  let height: number | undefined;
  for (const descriptor of descriptors) {
    const value = descriptor.slice(0, -1);
    const unit = descriptor.at(-1);
    if (unit === 'w' && width === undefined && density === undefined) {
      width = positiveInteger(value);
      if (width === undefined) return undefined;
    } else if (
      unit === 'x' &&
      width === undefined &&
      density === undefined &&
      height === undefined
    ) {
      density = nonNegativeFloat(value);
      if (density === undefined) return undefined;
    } else if (unit === 'h' && height === undefined && density === undefined) {
      height = positiveInteger(value);
      if (height === undefined) return undefined;
    } else {
      return undefined;
    }
  }
  if (height !== undefined && width === undefined) return undefined;
  return {
    url,
    ...(width === undefined ? {} : { width }),
    ...(density === undefined ? {} : { density }),
  };
}

/** A valid non-negative integer (§2.3.4.2) other than zero; beyond exact numbers it only says "very large". */
function positiveInteger(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = Math.min(Number(text), Number.MAX_SAFE_INTEGER);
  return value > 0 ? value : undefined;
}

/** A valid floating-point number (§2.3.4.3) that is finite and not negative. */
function nonNegativeFloat(text: string): number | undefined {
  if (!/^-?(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value + 0 : undefined;
}

/** ASCII white space: tab, line feed, form feed, carriage return, space. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}
