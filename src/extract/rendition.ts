import { looksLikePicture } from './file-kind.ts';
import { parse } from './url.ts';

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

/** Undefined when the URL does not name a picture file. */
export function renditionOf(url: string): Rendition | undefined {
  const parsed = parse(url);
  if (parsed === undefined || !looksLikePicture(parsed.pathname)) return undefined;
  const path = parsed.pathname.toLowerCase();
  const isPiwigo = PIWIGO_FOLDERS.test(path);
  const segments = path.replace(PIWIGO_FOLDERS, '$1/').split('/');
  const file = segments.pop() ?? '';
  const stem = file.slice(0, file.lastIndexOf('.'));
  const name = isPiwigo ? piwigoParts(stem) : nameParts(stem);
  const folders = folderParts(segments);
  const keyOf = (fileName: string) => [parsed.host, ...folders.rest, fileName].join('/');
  return {
    key: keyOf(name.stem),
    level: combine(name.level, folders.level),
    area: name.area,
    path: parsed.host + parsed.pathname,
    hasQuery: parsed.search !== '',
    verbatim: { key: keyOf(stem), level: folders.level },
  };
}

/** Both ways to read a file's name: with its last size word as a size, and as part of the name. */
export function readingsOf(url: string): Rendition[] {
  const rendition = renditionOf(url);
  return rendition === undefined
    ? []
    : [rendition, { ...rendition, ...rendition.verbatim, area: 0 }];
}

/** Whether `small` is a reduced rendition of the picture in `large`, both being on the page. */
export function isReduced(small: Rendition, large: Rendition): boolean {
  if (small.path === large.path) return small.hasQuery && !large.hasQuery;
  if (small.key !== large.key) return false;
  const larger =
    large.level > small.level || (large.level === small.level && large.area > small.area);
  return larger && (small.level <= REDUCED || large.level === ORIGINAL);
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

function folderParts(segments: readonly string[]): { rest: string[]; level: number } {
  let level = PLAIN;
  const rest: string[] = [];
  for (const segment of segments) {
    const word = segment.replace(/^[._]/, '');
    if (SIZE_FOLDER.test(word)) level = combine(level, LEVELS.get(word) ?? PLAIN);
    else if (!NEUTRAL_FOLDER.test(word)) rest.push(segment);
  }
  return { rest, level };
}

/** A word for small outweighs one for large: `originals/X_thumb.jpg` is a thumbnail. */
function combine(a: number, b: number): number {
  return Math.min(a, b) < PLAIN ? Math.min(a, b) : Math.max(a, b);
}
