/** What the keys of JSON say, word by word. */

/** How large a file is, by a word of its key: 9 original … 7 no word … 1 thumbnail. */
export const MAIN = 7;
const ORIGINAL = 9;
export const FULL = 8;
export const THUMBNAIL = 2;

const LEVELS: ReadonlyMap<string, number> = new Map(
  (
    [
      [ORIGINAL, 'original originals orig raw master o'],
      [FULL, 'full fullsize hires highres hd zoom download max maximum largest biggest k'],
      [6, 'xxl xlarge xl large lg big l b h regular standard'],
      [5, 'medium med md m c z normal web display resized low'],
      [4, 'small sm s n preview mini'],
      [THUMBNAIL, 'thumb thumbs thumbnail thumbnails tn th tiny square sq t q micro teaser'],
    ] as const
  ).flatMap(([level, words]) => words.split(' ').map((word) => [word, level] as const)),
);

/** Keys that hold a picture's URL and say nothing of its size. */
const URL_WORDS = words(
  'url urls uri src source sources image images img imgs photo photos picture pictures pic file files href link path guid ' +
    'content contenturl media public secure https resolution at size sizes rendition renditions variant variants format ' +
    'formats version versions srcset webp jpg jpeg png avif',
);

/** Keys under which one picture's sizes stand together. */
const SIZES_WORDS = words(
  'sizes urls formats renditions variants versions resolutions thumbnails derivatives candidates srcset sources',
);

const TEXT_WORDS = words(
  'title name alt caption description desc filename basename slug id label credit copyright text summary html key hash',
);

/** Not pictures of a gallery, whatever stands below them. */
const NOISE_WORDS = words(
  'avatar avatars icon icons favicon logo logos sprite sprites flag flags badge badges emoji emojis ad ads advert adverts ' +
    'advertisement advertisements sponsor sponsors placeholder placeholders blur blurred lqip pixel tracking',
);

/** Their own picture is a face or a mark; lists below them may be galleries. */
const PERSON_WORDS = words(
  'author authors user users profile creator owner publisher person member',
);

/** `fullSrc`, `full_src`, `full-src` → full, src. */
export function keyWords(key: string): string[] {
  return key
    .slice(0, 80)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** How large by its words; undefined where one of them is neither a size nor a word for a picture's URL. */
export function levelOf(key: readonly string[]): number | undefined {
  let level = MAIN;
  for (const word of key) {
    const said = LEVELS.get(word);
    if (said !== undefined) level = level === MAIN || said < level ? said : level;
    else if (!URL_WORDS.has(word) && widthIn(word) === undefined) return undefined;
  }
  return level;
}

/** `1200`, `1200x800`, `w1200`, `1200w`, `1200px` tell a width in pixels. */
export function widthIn(word: string): number | undefined {
  const width = Number(/^w?(\d{2,5})(?:w|px|x\d{2,5})?$/.exec(word)?.[1] ?? 0);
  return width > 0 ? width : undefined;
}

export function saysSizes(key: readonly string[]): boolean {
  return SIZES_WORDS.has(key.at(-1) ?? '');
}

export function isText(key: readonly string[]): boolean {
  return TEXT_WORDS.has(key.at(-1) ?? '');
}

export function isNoise(key: readonly string[]): boolean {
  return key.some((word) => NOISE_WORDS.has(word));
}

export function isPerson(key: readonly string[]): boolean {
  return key.some((word) => PERSON_WORDS.has(word));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
