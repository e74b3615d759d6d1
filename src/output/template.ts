/** File-name templates: `{host}/{gallery}/{num}-{name}.{ext}`. */
import { nameFromDisposition } from './content-disposition.ts';
import { MAX_NAME_BYTES, safeExtension, safeFolder, safeName } from './file-name-segment.ts';
import { nameFromUrl, withoutPictureExtension } from './name-from-url.ts';
import { parseTemplate, templateError } from './template-parts.ts';
import type { TemplateField, TemplateSegment } from './template-parts.ts';

export const DEFAULT_FILE_NAME = '{host}/{gallery}/{num}-{name}.{ext}';

/** Folders and file together; deeper folders are left out. */
const MAX_DEPTH = 16;
/** Bytes of UTF-8 of a whole path; folders that do not fit are left out. */
const MAX_PATH_BYTES = 1_000;
/** Site-given texts beyond this are cut before any work on them. */
const MAX_FIELD_CHARACTERS = 4_000;

/** What is known of a picture when it is named. */
export interface NameFields {
  /** Host, with port where it has one. */
  host: string;
  /** Folders joined by `/`; may be empty. */
  gallery: string;
  /** Position on its page, from 1. */
  num: number;
  /** Page of its gallery, from 1. */
  page: number;
  /** Of the picture: gives `{name}` where `disposition` gives none. */
  url: string;
  /** What the user's own code calls it: goes before all others. */
  name?: string;
  /** The answer's Content-Disposition header, as Node reads it: what it says goes before the URL. */
  disposition?: string;
  alt?: string;
  title?: string;
  /** Without dot. */
  ext: string;
}

export interface FileNameTemplate {
  readonly text: string;
  /**
   * A relative path with `/` between segments, safe on every system whatever the fields hold, at most 1,000 bytes of
   * UTF-8 long and 16 segments deep. The same fields always give the same path.
   */
  render(fields: NameFields): string;
}

/**
 * Fields: `{host}`, `{gallery}` (its `/` make folders), `{num}`, `{page}`, `{name}` (from Content-Disposition, else from the URL), `{ext}`, `{alt}`,
 * `{title}`. `{num}` has three digits, behind a gallery's first page with the page before it: `p002-001`, which sorts
 * after all of the first page.
 * @throws CrawlError `invalid_option`: says what is wrong, where, and how to mend it
 */
export function compileTemplate(text: string): FileNameTemplate {
  if (text.trim() === '')
    throw templateError(text, `it is empty; the default is "${DEFAULT_FILE_NAME}"`);
  refuseForeignPaths(text);
  const folders = parseTemplate(text);
  const file = folders.pop() ?? [];
  for (const segment of [...folders, file]) refuseNoName(segment, text);
  const stem = withoutExtension(file, text);
  return {
    text,
    render(fields) {
      const ext = safeExtension(fields.ext);
      const texts = [...folders, stem].map((segment) => segmentText(segment, fields));
      // Split only now: `{gallery}` brings folders of its own.
      const names = texts.join('/').split('/');
      const last = safeName(names.pop() ?? '', MAX_NAME_BYTES - ext.length - 1);
      return [...fitting(names, `${last}.${ext}`), `${last}.${ext}`].join('/');
    },
  };
}

function refuseForeignPaths(text: string): void {
  if (text.includes('\\'))
    throw templateError(text, 'it holds "\\"; write "/" between folders, on Windows too');
  if (/^(?:\/|~\/|[a-z]:)/i.test(text)) {
    throw templateError(
      text,
      'it is an absolute path; names are relative to the destination, so begin with a folder or a field',
    );
  }
}

/** `..` as a whole segment leads out, and a segment of nothing or `.` is none. */
function refuseNoName(segment: TemplateSegment, text: string): void {
  if (segment.some((part) => 'field' in part)) return;
  const literal = segment
    .map((part) => ('literal' in part ? part.literal : ''))
    .join('')
    .trim();
  if (literal === '')
    throw templateError(text, 'it has an empty folder or file name; remove the "/" too many');
  if (literal === '.' || literal === '..') {
    throw templateError(
      text,
      `it has the folder "${literal}"; name a folder below the destination`,
    );
  }
}

/** Without its extension a picture does not open, and only the bytes tell which is right. */
function withoutExtension(file: TemplateSegment, text: string): TemplateSegment {
  const ext = file.at(-1);
  const before = file.at(-2);
  const dotted = before !== undefined && 'literal' in before && before.literal.endsWith('.');
  if (ext === undefined || !('field' in ext) || ext.field !== 'ext' || !dotted) {
    throw templateError(
      text,
      'it does not end with ".{ext}"; add that, as the extension follows from the picture',
    );
  }
  const stem = [...file.slice(0, -2), { literal: before.literal.slice(0, -1) }];
  if (stem.every((part) => 'literal' in part && part.literal.trim() === '')) {
    throw templateError(text, 'it has no name before ".{ext}"; add a field such as {name}');
  }
  return stem;
}

/** Slashes of a field are no separators, except those of `{gallery}`. */
function segmentText(segment: TemplateSegment, fields: NameFields): string {
  return segment
    .map((part) => {
      if ('literal' in part) return part.literal;
      const value = fieldText(part.field, fields).slice(0, MAX_FIELD_CHARACTERS);
      return part.field === 'gallery' ? value : value.replaceAll('/', '_');
    })
    .join('');
}

function fieldText(field: TemplateField, fields: NameFields): string {
  switch (field) {
    case 'num':
      return position(fields);
    case 'page':
      return String(fields.page);
    case 'name':
      return nameOf(fields);
    default:
      return fields[field] ?? '';
  }
}

function nameOf({ name = '', disposition, url }: NameFields): string {
  const given = withoutPictureExtension(name).trim();
  if (given !== '') return given;
  const said = disposition === undefined ? undefined : nameFromDisposition(disposition);
  return said ?? nameFromUrl(url);
}

function position({ num, page }: NameFields): string {
  const onPage = String(num).padStart(3, '0');
  return page > 1 ? `p${String(page).padStart(3, '0')}-${onPage}` : onPage;
}

/** The folders from the top down, as far as they fit beside the file name. */
function fitting(folders: readonly string[], fileName: string): string[] {
  const kept: string[] = [];
  let left = MAX_PATH_BYTES - Buffer.byteLength(fileName);
  for (const folder of folders) {
    if (folder.trim() === '') continue;
    const safe = safeFolder(folder);
    left -= Buffer.byteLength(safe) + 1;
    if (left < 0 || kept.length === MAX_DEPTH - 1) break;
    kept.push(safe);
  }
  return kept;
}
