/** Words by which a site calls something decoration: in class names, ids and roles, and in file names. */

/** What words say; combined by `|`. */
export const SAYS = {
  nothing: 0,
  /** An icon; other things are called so too (`gallery-icon`). */
  icon: 1,
  /** Emoji and the like: nothing else is called so. */
  emoji: 2,
  avatar: 4,
  /** Of a person, maybe only written by one. */
  person: 8,
  logo: 16,
  /** Of a brand: a logo, or goods. */
  brand: 32,
  ad: 64,
  /** A gallery, an album, a slide: its pictures are none of what else the class may say. */
  gallery: 128,
  /** Counts visits. */
  tracker: 256,
  /** Art of the page's head. */
  head: 512,
  /** A button that leads about the site. */
  button: 1024,
} as const;

const CLASS_WORDS = table([
  [SAYS.icon, 'icon icons ico badge badges flag flags sprite bullet arrow spinner loader favicon'],
  [SAYS.emoji, 'emoji emojis emojione twemoji emoticon emoticons smiley smileys smilies'],
  [SAYS.avatar, 'avatar avatars gravatar userpic userpics'],
  [SAYS.person, 'author byline user profile member poster commenter'],
  [SAYS.logo, 'logo logos wordmark'],
  [SAYS.brand, 'brand'],
  [SAYS.head, 'banner masthead'],
  [SAYS.ad, 'advert adverts advertisement advertisements adsbygoogle sponsor sponsors sponsored'],
  [SAYS.gallery, 'gallery galleries album albums slide slides slider slideshow carousel swiper'],
  [SAYS.gallery, 'thumb thumbs thumbnail thumbnails lightbox fancybox portfolio photos pictures'],
]);

/** With a word for a person they make a face: `author-photo`, `user-pic`. */
const FACES = words('photo pic picture image img face portrait thumb thumbnail icon');

/** `ad` is a word of classified pages and of gallery plug-ins too (`ad-thumbs`): it needs one of these, or the end. */
const AD_PARTS = words(
  'slot unit banner box space wrap wrapper container placement leaderboard sidebar block zone frame label',
);

/** Of one class name: a person's picture, and `ad`, need two words. */
function nameSays(name: string): number {
  const tokens = tokensOf(name);
  let says = SAYS.nothing as number;
  for (const token of tokens) says |= CLASS_WORDS.get(token) ?? SAYS.nothing;
  if ((says & SAYS.person) !== 0 && tokens.some((token) => FACES.has(token))) says |= SAYS.avatar;
  if (saysAd(name, tokens)) says |= SAYS.ad;
  return says;
}

function saysAd(name: string, tokens: readonly string[]): boolean {
  const isAd = (token: string | undefined) => token === 'ad' || token === 'ads';
  // The end of a number in hexadecimal is none: `b9ad`.
  if (isAd(tokens.at(-1))) return !/\dads?\d*$/i.test(name);
  return isAd(tokens[0]) && AD_PARTS.has(tokens[1] ?? '');
}

/** Whether splitting the names is worth it: some words that all of those above have in them. */
const ANY_CLASS_WORD =
  /ad|ico|badge|flag|sprite|bullet|arrow|spinner|emoji|emotic|smil|avatar|user|author|byline|profile|member|poster|comment|logo|wordmark|brand|banner|mast|sponsor|galler|album|slide|carousel|swiper|thumb|lightbox|fancybox|portfolio|photos|pictures/i;

/** Characters of a class attribute that are looked at, and how many different ones are remembered. */
const CLASS_LENGTH = 200;
const MOST_REMEMBERED = 5_000;

/** What class attributes and ids say; pages repeat a few of them thousands of times. */
export class ClassWords {
  readonly #known = new Map<string, number>();

  of(text: string | undefined): number {
    if (text === undefined || text === '') return SAYS.nothing;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const says = ANY_CLASS_WORD.test(text) ? classSays(text.slice(0, CLASS_LENGTH)) : SAYS.nothing;
    if (this.#known.size < MOST_REMEMBERED) this.#known.set(text, says);
    return says;
  }
}

function classSays(text: string): number {
  let says = SAYS.nothing as number;
  for (const name of text.split(/\s+/)) says |= nameSays(name);
  // What is called a thumbnail of a gallery is one, whatever else it is called.
  const weak = SAYS.icon | SAYS.person | SAYS.logo | SAYS.brand | SAYS.ad;
  return (says & SAYS.gallery) === 0 ? says : says & ~weak;
}

/** `siteLogo`, `site-logo` and `site_logo` are two words. */
export function tokensOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((token) => token !== '');
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

export function table(rows: readonly (readonly [number, string])[]): ReadonlyMap<string, number> {
  const map = new Map<string, number>();
  for (const [says, text] of rows) for (const word of words(text)) map.set(word, says);
  return map;
}
