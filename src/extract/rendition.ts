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
      [3, 'medium med m normal preview previews resized slides'],
      [REDUCED, 'scaled'],
      [5, 'large big l b'],
      [6, 'o'],
      [ORIGINAL, 'full fullsize full-size original originals orig hires hi-res highres'],
    ] as const
  ).flatMap(([level, names]) => names.split(' ').map((name) => [name, level] as const)),
);

const AFFIX =
  'thumbnails?|thumbs?|tmb|tn|th|mini|small|medium|med|normal|preview|scaled|resized|large|big|full|originals?|orig|hires';
const PREFIX = new RegExp(`^\\.?(${AFFIX})[-_.](?=.)`);
/** Single letters only after `_`: `size-s` is a word, `photo_s` is a habit. */
const SUFFIX = new RegExp(`(?<=.)(?:[-_.](${AFFIX})|_([smlbo])|[-_](\\d{2,5})x(\\d{2,5}))$`);

/** Folders that say "pictures" and nothing about their size. */
const NEUTRAL_FOLDER = /^(?:images?|imgs?|photos?|pics?|pictures?|llgal)$/;
const SIZE_FOLDER = new RegExp(
  `^(?:${AFFIX}|minis|vignettes|lowres|previews|slides|full-?size|hi-res|highres)$`,
);

/** Undefined when the URL does not name a picture file. */
export function renditionOf(url: string): Rendition | undefined {
  const parsed = parse(url);
  if (parsed === undefined || !looksLikePicture(parsed.pathname)) return undefined;
  const segments = parsed.pathname.toLowerCase().split('/');
  const file = segments.pop() ?? '';
  const name = nameParts(file.slice(0, file.lastIndexOf('.')));
  const folders = folderParts(segments);
  return {
    key: [parsed.host, ...folders.rest, name.stem].join('/'),
    level: combine(name.level, folders.level),
    area: name.area,
    path: parsed.host + parsed.pathname,
    hasQuery: parsed.search !== '',
  };
}

/** Whether `small` is a reduced rendition of the picture in `large`, both being on the page. */
export function isReduced(small: Rendition, large: Rendition): boolean {
  if (small.path === large.path) return small.hasQuery && !large.hasQuery;
  if (small.key !== large.key) return false;
  const larger =
    large.level > small.level || (large.level === small.level && large.area > small.area);
  return larger && (small.level <= REDUCED || large.level === ORIGINAL);
}

/** Whether a name or folder says thumbnail. */
export function isThumbnail(rendition: Rendition | undefined): boolean {
  return rendition !== undefined && rendition.level <= 2;
}

function nameParts(stem: string): { stem: string; level: number; area: number } {
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
