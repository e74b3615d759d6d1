import { looksLikePicture } from './file-kind.ts';
import { own } from './own.ts';

/**
 * What a file's name and folder say about which picture it shows and how large: `thumbs/tn_X.jpg`,
 * `X-300x200.jpg`, `X.jpg` and `originals/X.jpg` are renditions of one picture.
 */
export interface Rendition {
  /** Equal for renditions of one picture: host, folders and file name, without size words and extension. */
  key: string;
  /** How large by its words: 1 thumbnail … 7 no word … 8 original. */
  level: number;
  /** Pixels, for `300x200` in the name. */
  area: number;
  /** Host and path; with `hasQuery` tells a file resized by its query. */
  path: string;
  hasQuery: boolean;
  /** The file's name taken as it stands: `X-300x200.jpg` may be an original, with `X-300x200_small.jpg` beside it. */
  verbatim: { key: string; level: number };
}

const PLAIN = 7;
const ORIGINAL = 8;
/** At most this level a name says of itself that a larger file exists. */
const REDUCED = 4.5;

const LEVELS: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, 'thumbnails thumbnail thumbs thumb tmb tn th mini minis vignettes'],
      [2, 'small s lowres'],
      [3, 'medium med md m normal preview previews resized slides'],
      [REDUCED, 'scaled'],
      [5, 'large big l b'],
      [6, 'o'],
      [ORIGINAL, 'full fullsize full-size original originals orig hires hi-res highres'],
    ] as const
  ).flatMap(([level, names]) => names.split(' ').map((name) => [name, level] as const)),
);

const AFFIX =
  'thumbnails?|thumbs?|tmb|tn|th|mini|small|medium|med|md|normal|preview|scaled|resized|large|big|full|originals?|orig|hires';
const PREFIX = new RegExp(`^\\.?(${AFFIX})[-_.](?=.)`);
/** Single letters only after `_`: `size-s` is a word, `photo_s` is a habit. */
const SUFFIX = new RegExp(`(?<=.)(?:[-_.](${AFFIX})|_([smlbo])|[-_](\\d{2,5})x(\\d{2,5}))$`);

/** Folders that say "pictures" and nothing about their size. */
const NEUTRAL_FOLDER = /^(?:images?|imgs?|photos?|pics?|pictures?|llgal)$/;
const SIZE_FOLDER = new RegExp(
  `^(?:${AFFIX}|minis|vignettes|lowres|previews|slides|full-?size|hi-res|highres)$`,
);

/** Piwigo keeps its derivatives of `upload/…/X.jpg` as `_data/i/upload/…/X-me.jpg`; the suffixes are words elsewhere. */
const PIWIGO_FOLDERS = /^(.*)\/_data\/i\/(?=upload\/|galleries\/)/;
const PIWIGO_SUFFIX = /-(?:(sq|th)|(2s|xs|sm)|(me|la|xl|xx)|cu_[a-z0-9]+)$/;

/** MediaWiki keeps its smaller copies of `…/3/3f/X.jpg` as `…/thumb/3/3f/X.jpg/320px-X.jpg`. */
const MEDIAWIKI =
  /^(.*)\/thumb\/((?:[0-9a-f]\/[0-9a-f]{2}\/)?)([^/]+)\/(?:loss[a-z]{1,4}-)?(?:page\d{1,5}-)?(\d{2,5})px-[^/]*$/;

/** Flickr's `<number>_<secret>_<letter>`: a letter for each length of the longer side in pixels. */
const FLICKR = /^(\d{4,20}_[0-9a-f]{6,20})_([sqtmnwzcbhk])$/;
const FLICKR_SIDES: Readonly<Record<string, number>> = {
  s: 75,
  t: 100,
  q: 150,
  m: 240,
  n: 320,
  w: 400,
  z: 640,
  c: 800,
  b: 1024,
  h: 1600,
  k: 2048,
};
const SIZED = 4;

/** Undefined when the URL does not name a picture file. */
export function renditionOf(url: string): Rendition | undefined {
  const parts = partsOf(url);
  if (parts === undefined || !looksLikePicture(parts.pathname)) return undefined;
  const path = parts.pathname.toLowerCase();
  const copy = path.includes('/thumb/') ? MEDIAWIKI.exec(path) : null;
  if (copy !== null) return mediaWikiCopy(copy, parts);
  const isPiwigo = path.includes('/_data/i/') && PIWIGO_FOLDERS.test(path);
  const plain = isPiwigo ? path.replace(PIWIGO_FOLDERS, '$1/') : path;
  const slash = plain.lastIndexOf('/');
  const file = plain.slice(slash + 1);
  const stem = file.slice(0, file.lastIndexOf('.'));
  const name = isPiwigo ? piwigoParts(stem) : nameParts(stem);
  const folders = folderParts(plain.slice(0, Math.max(slash, 0)));
  const keyOf = (fileName: string) => `${parts.host}${folders.rest}/${fileName}`;
  return {
    key: keyOf(name.stem),
    level: combine(name.level, folders.level),
    area: name.area,
    path: parts.host + parts.pathname,
    hasQuery: parts.hasQuery,
    verbatim: { key: keyOf(stem), level: folders.level },
  };
}

function mediaWikiCopy(
  [, root = '', hash = '', file = '', width = '']: RegExpExecArray,
  { host, pathname, hasQuery }: Parts,
): Rendition {
  const folders = folderParts(`${root}/${hash}`.replace(/\/$/, '')).rest;
  const dot = file.lastIndexOf('.');
  const key = `${host}${folders}/${dot === -1 ? file : file.slice(0, dot)}`;
  return {
    key,
    level: SIZED,
    area: Number(width) ** 2,
    path: host + pathname,
    hasQuery,
    verbatim: { key, level: SIZED },
  };
}

/** Whether a URL is that of a copy which software makes of another file, by its path alone. */
export function isDerivative(url: string): boolean {
  return url.includes('/thumb/') && MEDIAWIKI.test(partsOf(url)?.pathname.toLowerCase() ?? '');
}

interface Parts {
  host: string;
  pathname: string;
  hasQuery: boolean;
}

/** Of a URL that was resolved, and so is written in the one way that the URL Standard writes it. */
function partsOf(url: string): Parts | undefined {
  const scheme = url.indexOf('://');
  const path = url.indexOf('/', scheme + 3);
  if (scheme === -1 || path === -1) return undefined;
  const query = url.indexOf('?', path);
  const authority = url.slice(scheme + 3, path);
  return {
    host: authority.slice(authority.lastIndexOf('@') + 1),
    pathname: url.slice(path, query === -1 ? undefined : query),
    hasQuery: query !== -1 && query < url.length - 1,
  };
}

/** Both ways to read a file's name: with its last size word as a size, and as part of the name. */
export function readingsOf(url: string): Rendition[] {
  const rendition = renditionOf(url);
  if (rendition === undefined) return [];
  const isPlain = rendition.key === rendition.verbatim.key;
  return isPlain ? [rendition] : [rendition, { ...rendition, ...rendition.verbatim, area: 0 }];
}

/** How large a word says that a picture is, on the scale of `Rendition.level`; undefined when it is no such word. */
export function sizeOfWord(text: string): number | undefined {
  return text.length > 20 ? undefined : LEVELS.get(text.toLowerCase());
}

/** A page's name without a size word. */
export function withoutSize(stem: string): string {
  return nameParts(stem).stem;
}

/** Whether `small` is a reduced rendition of the picture in `large`, both being on the page. */
export function isReduced(small: Rendition, large: Rendition): boolean {
  if (small.path === large.path) return small.hasQuery && !large.hasQuery;
  if (small.key !== large.key) return false;
  const larger =
    large.level > small.level || (large.level === small.level && large.area > small.area);
  return larger && (small.level <= REDUCED || large.level === ORIGINAL);
}

/** Whether its folder says that it is a smaller copy. */
export function mayBeCopy({ verbatim }: Rendition): boolean {
  return verbatim.level <= REDUCED;
}

/** Whether the folder of `copy` says that it is smaller than `original`, a file of the same name that is not reduced. */
export function isReducedCopy(copy: Rendition, original: Rendition): boolean {
  const { key, level } = copy.verbatim;
  return key === original.key && level <= REDUCED && original.level >= PLAIN;
}

/** Equal for files that are named as renditions of one picture; undefined when it names no picture file. */
export function pictureKey(url: string): string | undefined {
  return renditionOf(url)?.key;
}

/** Whether a name or folder says thumbnail. */
export function isThumbnail(rendition: Rendition | undefined): boolean {
  return rendition !== undefined && rendition.level <= 2;
}

interface NameParts {
  stem: string;
  level: number;
  area: number;
}

function nameParts(stem: string): NameParts {
  const flickr = FLICKR.exec(stem);
  const side = FLICKR_SIDES[flickr?.[2] ?? ''];
  if (flickr !== null && side !== undefined)
    return { stem: flickr[1] ?? stem, level: SIZED, area: side * side };
  const prefix = PREFIX.exec(stem);
  const bare = prefix === null ? stem : stem.slice(prefix[0].length);
  const suffix = SUFFIX.exec(bare);
  const words = [prefix?.[1], suffix?.[1], suffix?.[2]].filter((word) => word !== undefined);
  const sized = suffix?.[3] !== undefined;
  return {
    stem: suffix === null ? bare : bare.slice(0, suffix.index),
    level: [...words.map((word) => LEVELS.get(word) ?? PLAIN), sized ? 4 : PLAIN].reduce(combine),
    area: sized ? Number(suffix[3]) * Number(suffix[4]) : 0,
  };
}

function piwigoParts(stem: string): NameParts {
  const suffix = PIWIGO_SUFFIX.exec(stem);
  const level = suffix?.[1] !== undefined ? 1 : suffix?.[2] !== undefined ? 2 : 3;
  return { stem: suffix === null ? stem : stem.slice(0, suffix.index), level, area: 0 };
}

interface FolderParts {
  /** Those that say nothing of a size, each after a slash. */
  rest: string;
  level: number;
}

/** The folders of a page's files are few. */
const knownFolders = new Map<string, FolderParts>();
const MAX_FOLDERS = 100;

function folderParts(folders: string): FolderParts {
  const known = knownFolders.get(folders);
  if (known !== undefined) return known;
  let level = PLAIN;
  let rest = '';
  for (const segment of folders.split('/')) {
    const word = segment.replace(/^[._]/, '');
    if (SIZE_FOLDER.test(word)) level = combine(level, LEVELS.get(word) ?? PLAIN);
    else if (!NEUTRAL_FOLDER.test(word)) rest += `/${segment}`;
  }
  if (knownFolders.size >= MAX_FOLDERS) knownFolders.clear();
  const parts = { rest: own(rest), level };
  knownFolders.set(own(folders), parts);
  return parts;
}

/** A word for small outweighs one for large: `originals/X_thumb.jpg` is a thumbnail. */
function combine(a: number, b: number): number {
  return Math.min(a, b) < PLAIN ? Math.min(a, b) : Math.max(a, b);
}
