/** What a picture's address says of it: host, folders and file name. */
import { fileNameOf } from '../file-kind.ts';
import { SAYS, table, tokensOf, words } from './words.ts';

export interface NameSigns {
  /** By the words of its file's name, where they are all or most of it. */
  file: number;
  /** By its host and folders. */
  folder: number;
  /** `drawn`: a format of icons and logos, though of screenshots too; `photo`: one of photographs; else unknown. */
  format: 'drawn' | 'photo' | 'unknown';
  /** The whole name is that of a layout's filler: `spacer.gif`. */
  isFiller: boolean;
}

const FILE_WORDS = table([
  [SAYS.icon, 'icon icons ico favicon sprite sprites bullet arrow arrows button btn badge flag'],
  [SAYS.icon, 'reserved license licence creativecommons powered poweredby'],
  [SAYS.icon, 'spinner loader throbber divider separator magnify magnifier'],
  [SAYS.emoji, 'emoji smiley smilies emoticon'],
  [SAYS.avatar, 'avatar avatars gravatar userpic noavatar'],
  [SAYS.logo, 'logo logos wordmark'],
  [SAYS.head, 'header head banner masthead headline titlebar title'],
  [SAYS.ad, 'ad ads advert advertisement sponsor sponsored sponsors'],
]);

/** Whether splitting the name is worth it. */
const ANY_FILE_WORD =
  /ic(?:on|o)|sprite|bullet|arrow|b(?:u)?t(?:to)?n|badge|flag|reserved|licen[cs]e|creativecommons|powered|spinner|loader|throbber|divider|separator|magnif|emoji|smil|emotic|avatar|userpic|logo|wordmark|head|banner|title|(?:^|[^a-z])ads?(?:[^a-z]|$)|advert|sponsor/i;

/** Services and payments, as their marks are named; alone or with `FILLERS`. */
const MARKS =
  words(`facebook fb twitter instagram pinterest youtube linkedin whatsapp telegram tumblr rss
  mastodon bluesky tiktok snapchat reddit vimeo flickr github email mail print share tweet visa mastercard maestro
  paypal amex americanexpress klarna applepay googlepay gpay sofort discover diners jcb stripe googleplay appstore`);
const FILLERS = words(
  'icon icons logo share button btn white black small color colour round square mark glyph sm lg follow us on',
);

/** Buttons that lead about a site. */
const BUTTONS = words(
  'arrowl arrowr larrow rarrow next prev previous left right up down top home back close play search menu hamburger cart return index',
);

/** Fillers of layouts, with a size at most; the short words are names of pictures too, unless they are GIFs. */
const FILLER_NAME =
  /^(?:(?:spacer|shim|transparent|dot_?clear|1x1)(?:[-_]?\d+(?:x\d+)?)?\.(?:gif|png|svg)|(?:space|blank|clear|trans|pixel|dot|empty)(?:[-_]?\d+(?:x\d+)?)?\.gif)$/i;

const FOLDER_WORDS = table([
  [SAYS.icon, 'icons icon flags badges buttons bullets sprites ranks navbar navigation toolbar'],
  [SAYS.emoji, 'emoji emojis emoticons smilies smileys twemoji'],
  [SAYS.avatar, 'avatars avatar user_avatar letter_avatar profile_images gravatar'],
  [SAYS.logo, 'logos'],
  [SAYS.gallery, 'thumbs thumb thumbnails thumbnail'],
  [SAYS.ad, 'ads adserver adverts advertising advertisement advertisements sponsors banners'],
  [SAYS.tracker, 'pixel beacon track tracking tracker __utm.gif piwik.php matomo.php counter.php'],
  [SAYS.tracker, 'counter.cgi count.cgi counter.pl count.pl hitcounter.cgi count.php'],
]);

const HOST_WORDS = table([
  [SAYS.avatar, 'gravatar avatars'],
  [SAYS.ad, 'ad ads adserver adimg doubleclick googlesyndication googleadservices adnxs criteo'],
  [SAYS.ad, 'taboola outbrain adform adsrvr amazon-adsystem openx'],
  [SAYS.tracker, 'pixel track tracking tracker analytics metrics beacon statcounter histats'],
  [SAYS.tracker, 'quantserve scorecardresearch matomo piwik google-analytics'],
]);

const DRAWN = words('png gif svg ico apng');
const PHOTO = words('jpg jpeg jpe jfif webp avif heic heif tif tiff jxl');

/** Folders that are looked at, from the file up; and how many different ones are remembered. */
const FOLDER_LEVELS = 4;
const MOST_REMEMBERED = 5_000;

/** The words of addresses; a page's pictures share a few folders. */
export class FileNames {
  readonly #folders = new Map<string, { says: number; files: number }>();

  signsOf(url: string): NameSigns {
    const file = fileNameOf(url);
    const dot = file.lastIndexOf('.');
    const extension = dot === -1 ? '' : file.slice(dot + 1).toLowerCase();
    const format = DRAWN.has(extension) ? 'drawn' : PHOTO.has(extension) ? 'photo' : 'unknown';
    const stem = dot === -1 ? file : file.slice(0, dot);
    return {
      file: fileSays(stem, format),
      folder: this.#folderSays(url) | (FOLDER_WORDS.get(file.toLowerCase()) ?? SAYS.nothing),
      format,
      isFiller: FILLER_NAME.test(file),
    };
  }

  /** How many of the addresses so far are of the same folder. */
  sharing(url: string): number {
    return this.#folders.get(folderOf(url))?.files ?? 1;
  }

  #folderSays(url: string): number {
    const folder = folderOf(url);
    const known = this.#folders.get(folder);
    if (known !== undefined) {
      known.files++;
      return known.says;
    }
    const says = addressSays(folder);
    if (this.#folders.size < MOST_REMEMBERED) this.#folders.set(folder, { says, files: 1 });
    return says;
  }
}

function folderOf(url: string): string {
  const query = url.indexOf('?');
  return url.slice(0, url.lastIndexOf('/', query === -1 ? undefined : query) + 1);
}

/** Sizes of the buttons that say what a page was made with, or under which licence. */
const BUTTON_SIZE = /^(?:88x31|80x15)/;

/** Parts of names that say how a file was made. */
const NO_WORDS = words('svg png gif px x bw');

/** Words at either end of a name say what it is: `logo-acme`, `left_arrow`; in the middle of a sentence they do not. */
function fileSays(stem: string, format: NameSigns['format']): number {
  if (stem.length > 60) return SAYS.nothing;
  const short = format !== 'photo' && stem.length <= 40;
  if (!short && !ANY_FILE_WORD.test(stem)) return SAYS.nothing;
  const tokens = tokensOf(stem).filter((token) => !NO_WORDS.has(token));
  const ends = [tokens[0] ?? '', tokens.at(-1) ?? ''];
  let says = SAYS.nothing as number;
  for (const token of ends) says |= FILE_WORDS.get(token) ?? SAYS.nothing;
  if (BUTTON_SIZE.test(stem)) says |= SAYS.icon;
  if (short && tokens.includes('logo')) says |= SAYS.logo;
  if (short && areMarks(tokens, MARKS)) says |= SAYS.icon | SAYS.button;
  if (short && areMarks(tokens, BUTTONS)) says |= SAYS.button;
  return says;
}

function areMarks(tokens: readonly string[], marks: ReadonlySet<string>): boolean {
  return (
    tokens.some((token) => marks.has(token)) &&
    tokens.every((token) => marks.has(token) || FILLERS.has(token))
  );
}

function addressSays(folder: string): number {
  const [host = '', ...segments] = folder
    .replace(/^[a-z]+:\/\//i, '')
    .slice(0, 2_000)
    .toLowerCase()
    .split('/');
  let says = SAYS.nothing as number;
  for (const label of host.split('.')) says |= HOST_WORDS.get(label) ?? SAYS.nothing;
  for (const segment of segments.slice(-FOLDER_LEVELS - 1))
    says |= FOLDER_WORDS.get(segment) ?? (/icons?$/.test(segment) ? SAYS.icon : SAYS.nothing);
  return says;
}
