import type { Element } from 'domhandler';
import { LAZY, LAZY_FULL } from './attributes.ts';
import { mayDraw } from './css.ts';
import { looksLikePicture } from './file-kind.ts';
import type { DeclaredTier } from './rank.ts';
import type { RawOffer } from './raw-offer.ts';
import { parseSrcset } from './srcset.ts';

/** What the attributes of an element say of a picture that it does not show itself. */
export interface Said {
  /** Files that a click on the element, or a script, shows. */
  offers: RawOffer[];
  /** JSON texts. */
  json: string[];
  /** It draws a picture, or is going to. */
  background: boolean;
  /** It holds what microdata says of one picture. */
  isImageObject: boolean;
}

/** Names in use, besides those of `img`, for the file that a lightbox, a zoom or a gallery script opens. */
const OPENS = [
  'data-pswp-src',
  'data-mfp-src',
  'data-fancybox-href',
  'data-lightbox-src',
  'data-featherlight',
  'data-href',
  'data-path',
  'data-file',
] as const;

const THUMBNAILS = ['data-thumb', 'data-thumbnail', 'data-thumb-src', 'data-exthumbimage'] as const;

const SRCSETS = ['data-pswp-srcset', 'data-srcset', 'data-lazy-srcset', 'data-responsive'] as const;

export const BACKGROUNDS = [
  'data-bg',
  'data-bg-src',
  'data-bg-url',
  'data-bg-image',
  'data-bgimage',
  'data-bg-hidpi',
  'data-background',
  'data-background-image',
  'data-background-src',
  'data-lazy-background',
  'data-lazy-bg',
  'data-back',
] as const;

export const BACKGROUND_SETS = ['data-bgset', 'data-bg-set'] as const;

type Role = DeclaredTier | 'srcset' | 'background';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...[...LAZY_FULL, ...LAZY, ...OPENS].map((name) => [name, 'full'] as const),
  ...THUMBNAILS.map((name) => [name, 'thumbnail'] as const),
  ...SRCSETS.map((name) => [name, 'srcset'] as const),
  ...[...BACKGROUNDS, ...BACKGROUND_SETS].map((name) => [name, 'background'] as const),
]);

/** Order of names: the first of those that are there is the best known to be large. */
const RANK: ReadonlyMap<string, number> = new Map(
  [...LAZY_FULL, ...OPENS, ...LAZY].map((name, index) => [name, index] as const),
);

/** Elements whose attributes name other things, or are read elsewhere. */
const OTHERS = new Set(['img', 'amp-img', 'source', 'script', 'iframe', 'audio', 'track', 'link']);

/** Files that one element may tell of by microdata. */
const MAX_OFFERS = 100;

/** Characters of one JSON attribute. */
const MAX_JSON = 65_536;

const NAMES_PICTURE = /\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp)/i;

/** Undefined when they say nothing, as those of most elements do. */
export function saidBy({ attribs }: Element, element: string): Said | undefined {
  let said: Said | undefined;
  let ranks: Map<RawOffer, number> | undefined;
  for (const name in attribs) {
    const value = attribs[name] ?? '';
    const first = name.charCodeAt(0);
    if (first === 0x73 /* s */ && name === 'style') {
      if (mayDraw(value)) (said ??= nothing()).background = true;
    } else if (first === 0x69 /* i */ && name === 'itemtype') {
      if (/\/(?:ImageObject|Photograph)\s*$/.test(value.slice(0, 200)))
        (said ??= nothing()).isImageObject = true;
    } else if (first === 0x64 /* d */ && name.startsWith('data-')) {
      if (isJson(value)) {
        (said ??= nothing()).json.push(value);
        continue;
      }
      const role = ROLES.get(name);
      if (role === undefined) continue;
      if (role === 'background') {
        (said ??= nothing()).background = true;
        continue;
      }
      if (OTHERS.has(element)) continue;
      for (const offer of offersOf(value, role)) {
        (said ??= nothing()).offers.push(offer);
        (ranks ??= new Map()).set(offer, RANK.get(name) ?? RANK.size);
      }
    }
  }
  if (ranks !== undefined && said !== undefined && said.offers.length > 1) {
    const rankOf = (offer: RawOffer) => ranks.get(offer) ?? 0;
    said.offers.sort((a, b) => rankOf(a) - rankOf(b));
  }
  return said;
}

/** Microdata inside an `ImageObject` names the file of the picture that it shows. Whether it did. */
export function addMicrodata({ attribs }: Element, said: Said | undefined): boolean {
  if (said?.isImageObject !== true || said.offers.length >= MAX_OFFERS) return false;
  const words = attribs.itemprop?.slice(0, 200).split(/\s+/) ?? [];
  const raw = attribs.content ?? attribs.href ?? '';
  if (raw === '') return false;
  if (words.includes('contentUrl')) said.offers.push({ raw, tier: 'full' });
  else if (words.includes('thumbnailUrl')) said.offers.push({ raw, tier: 'thumbnail' });
  else return false;
  return true;
}

function offersOf(value: string, role: Exclude<Role, 'background'>): RawOffer[] {
  if (role !== 'srcset')
    return NAMES_PICTURE.test(value) && looksLikePicture(value) ? [{ raw: value, tier: role }] : [];
  return parseSrcset(value).map(({ url, width, density }) => ({
    raw: url,
    tier: width === undefined ? 'density' : 'width',
    ...(width !== undefined && { width }),
    ...(density !== undefined && { density }),
  }));
}

function isJson(value: string): boolean {
  const first = value.charCodeAt(0);
  const isOpen = first === 0x7b || first === 0x5b;
  return isOpen && value.length <= MAX_JSON && NAMES_PICTURE.test(value);
}

function nothing(): Said {
  return { offers: [], json: [], background: false, isImageObject: false };
}
