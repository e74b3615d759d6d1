/** From the text of a file-name template to its parts. */
import { CrawlError } from '../errors.ts';

export const TEMPLATE_FIELDS = [
  'host',
  'gallery',
  'num',
  'page',
  'name',
  'ext',
  'alt',
  'title',
] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

export type TemplatePart = { literal: string } | { field: TemplateField };

/** One segment of the path: a folder, or the last one, the file. */
export type TemplateSegment = readonly TemplatePart[];

/** Literal braces are written twice. Separators are outside of them all. */
const TOKENS = /\{\{|\}\}|\{[^{}]*\}|[{}/]|[^{}/]+/g;

/**
 * Segments of a template. Syntax only: whether the result makes a path is for the caller.
 * @throws CrawlError `invalid_option`
 */
export function parseTemplate(text: string): TemplateSegment[] {
  const segments: TemplatePart[][] = [[]];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '/') segments.push([]);
    else segments.at(-1)?.push(partOf(token, index, text));
  }
  return segments;
}

function partOf(token: string, at: number, text: string): TemplatePart {
  if (token === '{{' || token === '}}') return { literal: token.charAt(0) };
  if (token === '{') {
    throw templateError(
      text,
      `"{" at character ${at + 1} has no "}"; for a literal brace write "{{"`,
    );
  }
  if (token === '}') {
    throw templateError(
      text,
      `"}" at character ${at + 1} has no "{"; for a literal brace write "}}"`,
    );
  }
  return token.startsWith('{')
    ? { field: fieldOf(token.slice(1, -1), at, text) }
    : { literal: token };
}

function fieldOf(name: string, at: number, text: string): TemplateField {
  const field = TEMPLATE_FIELDS.find((known) => known === name);
  if (field !== undefined) return field;
  const guess = nearestField(name);
  const mend =
    guess === undefined
      ? `the fields are ${TEMPLATE_FIELDS.map((known) => `{${known}}`).join(', ')}`
      : `did you mean {${guess}}?`;
  throw templateError(text, `unknown field {${name.slice(0, 40)}} at character ${at + 1}; ${mend}`);
}

export function templateError(text: string, what: string): CrawlError {
  return new CrawlError('invalid_option', `File-name template "${text}": ${what}.`);
}

/** Names that people use for the same thing elsewhere. */
const OTHER_NAMES: Readonly<Record<string, TemplateField>> = {
  extension: 'ext',
  filename: 'name',
  domain: 'host',
  hostname: 'host',
  index: 'num',
  number: 'num',
  album: 'gallery',
  folder: 'gallery',
};

/** The field that was probably meant: by another name, or by a slip or two of the fingers. */
function nearestField(name: string): TemplateField | undefined {
  const asked = name.trim().toLowerCase().slice(0, 20);
  const distances = TEMPLATE_FIELDS.map((field) => ({
    field,
    distance: editDistance(asked, field),
  }));
  const best = distances.reduce((a, b) => (b.distance < a.distance ? b : a));
  const allowed = Math.min(2, best.field.length - 2);
  return best.distance <= allowed ? best.field : OTHER_NAMES[asked];
}

/** Levenshtein's, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, char] of Array.from(a).entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const swap = (row[j] ?? 0) + (char === b[j] ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
