import {
  FULL,
  isNoise,
  isText,
  keyWords,
  levelOf,
  MAIN,
  saysSizes,
  THUMBNAIL,
  widthIn,
} from './json-words.ts';
import { isObject, namesPicture, type JsonPicture } from './json-picture.ts';
import type { DeclaredTier } from './rank.ts';
import type { RawOffer } from './scanned.ts';
import { parseSrcset } from './srcset.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One URL of an object, with what its key and its neighbours say of its size. */
interface Entry {
  raw: string;
  level: number;
  width: number | undefined;
}

/** What an object says of pictures itself; `rest` is to be looked at on its own. */
export interface Described {
  pictures: Omit<JsonPicture, 'listed'>[];
  rest: [key: string, value: unknown][];
}

/** Maps of sizes within maps of sizes, keys of one such map, and of any object, that are looked at. */
const MAX_NESTING = 3;
const MAX_KEYS = 1_000;
const MAX_FIELDS = 100_000;

/** Characters kept of a text. */
const MAX_WORDS = 1_000;

export function describeObject(object: Fields): Described {
  const rest: Described['rest'] = [];
  const entries: Entry[] = [];
  const apart: string[] = [];
  for (const [name, value] of Object.entries(object).slice(0, MAX_FIELDS)) {
    const key = keyWords(name);
    if (isNoise(key)) continue;
    if (typeof value === 'string') {
      if (isText(key)) continue;
      const read = entriesOfString(value, name, key, object);
      if (read === 'apart') apart.push(value);
      else entries.push(...read);
    } else {
      const sizes = sizesOf(value, key, MAX_NESTING);
      if (sizes.length > 0 && sizes.every((entry) => isOfWidth(entry, name)))
        entries.push(...sizes);
      else rest.push([name, value]);
    }
  }
  // `file: "a.jpg"` beside `url: "/x/a.jpg"` is its name only.
  const whole = entries.filter(({ raw }) => raw.includes('/'));
  const offers = offersOf(whole.length > 0 ? whole : entries);
  return {
    pictures: [
      ...(offers.length > 0 ? [{ offers, ...textsOf(object) }] : []),
      ...apart.map((raw): Described['pictures'][number] => ({ offers: [{ raw, tier: 'lazy' }] })),
    ],
    rest,
  };
}

function entriesOfString(
  value: string,
  name: string,
  key: string[],
  object: Fields,
): Entry[] | 'apart' {
  if (key.includes('srcset')) {
    return parseSrcset(value.slice(0, 20_000)).map(({ url, width }) => ({
      raw: url,
      level: MAIN,
      width,
    }));
  }
  if (!namesPicture(value) && !saysImage(value, key, object)) return [];
  const level = levelOf(key);
  if (level === undefined || !isOfWidth({ raw: value, width: undefined }, name))
    return value.includes('/') ? 'apart' : [];
  return [{ raw: value, level, width: widthOf(name, key, object) }];
}

/** An URL without a picture's name, in an object that says it is one: `{"url": "/media/1", "width": 800, "height": 600}`. */
function saysImage(value: string, key: readonly string[], object: Fields): boolean {
  return (
    /^(?:url|src|contenturl)$/.test(key.join('')) &&
    numberOf(object.width) !== undefined &&
    numberOf(object.height) !== undefined &&
    /^(?:https?:\/)?\/[^\s<>"{}]+$/.test(value.slice(0, 2_001)) &&
    !/video|audio/.test(typeof object.type === 'string' ? object.type : '')
  );
}

/** The width that an object tells of one of its URLs: `url_o` and `width_o`, `src` and `width`. */
function widthOf(name: string, key: readonly string[], object: Fields): number | undefined {
  for (const word of key) {
    const width = widthIn(word);
    if (width !== undefined) return width;
  }
  const beside = name.replace(/url|src/i, 'width');
  const names = [...(beside === name ? [] : [beside]), `${name}_width`, `${name}Width`];
  if (levelOf(key) === MAIN) names.push('width', 'w');
  for (const each of names) {
    const width = numberOf(object[each]);
    if (width !== undefined) return width;
  }
  return undefined;
}

/**
 * The sizes of one picture that a value holds: `{"thumb": "t.jpg", "large": {"url": "l.jpg", "width": 1200}}`, a list of
 * such under a key like `sizes`, or a URL with its size, `["a.jpg", [1600, 1067]]`.
 */
function sizesOf(value: unknown, key: readonly string[], nesting: number): Entry[] {
  if (nesting === 0 || typeof value !== 'object' || value === null) return [];
  const level = levelOf(key);
  if (Array.isArray(value)) {
    const sized = sizedUrl(value);
    if (sized !== undefined) return level === undefined ? [] : [{ ...sized, level }];
    if (!saysSizes(key) || value.length > MAX_KEYS || !value.every(isObject)) return [];
    return withWidths(value.flatMap((each) => entriesOf(each, level ?? MAIN) ?? []));
  }
  if (level === undefined || !isObject(value)) return [];
  const own = entriesOf(value, level);
  const inside = sizesInMap(value, nesting);
  // What holds other pictures, too, is looked at on its own.
  return own === undefined || inside === undefined ? [] : [...own, ...inside];
}

/**
 * Undefined where a part of it is no size but a picture of its own: a map of pictures by their numbers is none, though
 * `1280` may be a width.
 */
function sizesInMap(map: Fields, nesting: number): Entry[] | undefined {
  const names = Object.keys(map);
  if (names.length > MAX_KEYS) return undefined;
  const found: Entry[] = [];
  for (const name of names) {
    const part = map[name];
    const key = keyWords(name);
    if (typeof part !== 'object' || part === null || isNoise(key)) continue;
    const sizes = sizesOf(part, key, nesting - 1);
    const isSize = sizes.length > 0 && sizes.every((entry) => isOfWidth(entry, name));
    const said = key.map(widthIn).find((width) => width !== undefined);
    if (isSize) found.push(...sizes.map((each) => ({ ...each, width: each.width ?? said })));
    else if (holdsPicture(part, nesting)) return undefined;
  }
  return found;
}

function holdsPicture(value: unknown, nesting: number): boolean {
  if (typeof value === 'string') return namesPicture(value);
  if (nesting === 0 || typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((each) => holdsPicture(each, nesting - 1));
}

/** Whether a key that is a number is the width of the file: its URL or its own width says so, too. */
function isOfWidth({ raw, width }: Pick<Entry, 'raw' | 'width'>, name: string): boolean {
  return !/^\d+$/.test(name) || raw.includes(name) || width === Number(name);
}

/** URLs that an object holds itself, as sizes of what it is kept under; undefined where it tells of several pictures. */
function entriesOf(object: Fields, level: number): Entry[] | undefined {
  const names = Object.keys(object);
  if (names.length > MAX_KEYS) return undefined;
  const entries: Entry[] = [];
  for (const name of names) {
    const value = object[name];
    const key = keyWords(name);
    if (typeof value !== 'string' || isText(key) || isNoise(key)) continue;
    const read = entriesOfString(value, name, key, object);
    if (read === 'apart') return undefined;
    entries.push(...read);
  }
  return level === MAIN
    ? entries
    : entries.map((each) => ({
        ...each,
        level: Math.min(level, each.level === MAIN ? level : each.level),
      }));
}

/** A list of sizes tells which is which by their widths only; without those it is a list of pictures. */
function withWidths(entries: Entry[]): Entry[] {
  return entries.every(({ width }) => width !== undefined) ? entries : [];
}

function sizedUrl(value: readonly unknown[]): { raw: string; width: number } | undefined {
  const [raw, size, height] = value;
  if (typeof raw !== 'string' || !namesPicture(raw)) return undefined;
  const width = Array.isArray(size) ? numberOf(size[0]) : numberOf(height) && numberOf(size);
  return width === undefined ? undefined : { raw, width };
}

/** Best first. Widths decide where all but thumbnails have one; else what the keys say. */
function offersOf(entries: readonly Entry[]): RawOffer[] {
  const measured = entries.every(({ level, width }) => width !== undefined || level <= THUMBNAIL);
  return [...entries]
    .sort((a, b) => b.level - a.level || (b.width ?? 0) - (a.width ?? 0))
    .map(({ raw, level, width }) => ({
      raw,
      tier: tierOf(level, measured ? width : undefined),
      ...(width !== undefined && { width }),
    }));
}

function tierOf(level: number, width: number | undefined): DeclaredTier {
  if (level >= FULL) return 'full';
  if (width !== undefined) return 'width';
  if (level >= MAIN - 1) return level === MAIN ? 'lazy' : 'lazy-full';
  return level > THUMBNAIL ? 'src' : 'thumbnail';
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number < 1e6 ? Math.round(number) : undefined;
}

function textsOf(object: Fields): Pick<JsonPicture, 'title' | 'alt' | 'caption'> {
  const title = firstText(object, ['title', 'name', 'headline']);
  const alt = firstText(object, [
    'alt',
    'altText',
    'alt_text',
    'alternativeText',
    'alt_description',
  ]);
  const caption = firstText(object, ['caption', 'description', 'desc', 'subHtml']);
  return {
    ...(title !== undefined && { title }),
    ...(alt !== undefined && { alt }),
    ...(caption !== undefined && { caption }),
  };
}

/** Plain text, or WordPress's `{"rendered": …}`; markup is none. */
function firstText(object: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object[name];
    const text: unknown = isObject(value) ? value.rendered : value;
    if (typeof text !== 'string') continue;
    const words = text.slice(0, MAX_WORDS).trim();
    if (words !== '' && !/[<>]/.test(words)) return words;
  }
  return undefined;
}
