import { isObject } from './json-picture.ts';
import { pixels } from './attributes.ts';
import { looksLikePicture } from './file-kind.ts';
import type { MentionScan, RawOffer } from './scanned.ts';
import type { Steps } from './steps.ts';

/** Values looked at, how deep, and pictures taken. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 32;
const MAX_PICTURES = 5_000;

/** Characters kept of a text. */
const MAX_TEXT = 1_000;

/** Types whose own file the node is about (schema.org). */
const IMAGE_TYPE = /(?:^|\/)(?:ImageObject|ImageObjectSnapshot|Photograph|Barcode)$/;

/** Properties whose value is a picture of the thing described. */
const IMAGE_PROPERTY = new Set([
  'image',
  'images',
  'photo',
  'photos',
  'primaryImageOfPage',
  'screenshot',
  'associatedMedia',
]);

/** Marks and faces, and other things than the page's own. */
const PASSED_OVER = new Set([
  'logo',
  'publisher',
  'author',
  'creator',
  'contributor',
  'editor',
  'provider',
  'brand',
  'sponsor',
  'copyrightHolder',
  'sourceOrganization',
  'founder',
  'employee',
  'review',
  'comment',
  'potentialAction',
  'isRelatedTo',
  'isSimilarTo',
]);

/** What is said of pictures for their own sake. */
const OF_ITS_OWN = [
  'license',
  'acquireLicensePage',
  'creditText',
  'copyrightNotice',
  'thumbnailUrl',
  'thumbnail',
];

interface Place {
  value: unknown;
  depth: number;
  /** The value is that of a property which holds pictures. */
  isImage: boolean;
  /** It is one of several such. */
  listed: boolean;
}

/** The pictures that a JSON-LD value describes: `ImageObject` nodes, and values of `image` and its like. */
export function* picturesInJsonLd(root: unknown): Steps<MentionScan[]> {
  const found: MentionScan[] = [];
  const stack: Place[] = [{ value: root, depth: 0, isImage: false, listed: false }];
  for (let seen = 0; seen < MAX_VALUES && found.length < MAX_PICTURES; seen++) {
    const place = stack.pop();
    if (place === undefined) break;
    yield;
    const picture = pictureIn(place);
    if (picture !== undefined) found.push(picture);
    if (place.depth >= MAX_DEPTH) continue;
    const below = placesBelow(place);
    for (let at = below.length - 1; at >= 0; at--) stack.push(below[at] as Place);
  }
  return found;
}

function pictureIn({ value, isImage, listed }: Place): MentionScan | undefined {
  if (typeof value === 'string')
    return isImage && value !== ''
      ? { source: 'json-ld', offers: [{ raw: value, tier: 'mention' }] }
      : undefined;
  if (!isObject(value)) return undefined;
  if (!isImage && !isImageNode(value)) return thumbnailOf(value);
  const offers = offersOf(value);
  if (offers.length === 0) return undefined;
  const title = textOf(value.name) ?? textOf(value.headline);
  const caption = textOf(value.caption) ?? textOf(value.description);
  // A node that is only pointed at is commonly the card of an article; a licence is that of a picture.
  const isItself =
    !isImage &&
    value.contentUrl !== undefined &&
    (textOf(value['@id']) === undefined || OF_ITS_OWN.some((name) => value[name] !== undefined));
  return {
    source: listed || isItself ? 'json-ld-list' : 'json-ld',
    offers,
    ...(title !== undefined && { title }),
    ...(caption !== undefined && { caption }),
  };
}

function isImageNode(node: Readonly<Record<string, unknown>>): boolean {
  return listOf(node['@type']).some((type) => typeof type === 'string' && IMAGE_TYPE.test(type));
}

/** `contentUrl` is the file itself; `url` may be the page about it. */
function offersOf(node: Readonly<Record<string, unknown>>): RawOffer[] {
  const width = widthOf(node.width);
  const sized = width === undefined ? {} : { width };
  const content = urlsIn(node.contentUrl).map((raw): RawOffer => ({ raw, tier: 'full', ...sized }));
  const urls = urlsIn(node.url)
    .filter((raw) => looksLikePicture(raw) || content.length === 0)
    .map((raw): RawOffer => ({ raw, tier: 'lazy', ...(content.length === 0 && sized) }));
  const thumbnails = [node.thumbnailUrl, node.thumbnail]
    .flatMap(listOf)
    .flatMap((each) =>
      isObject(each) ? [...urlsIn(each.contentUrl), ...urlsIn(each.url)] : urlsIn(each),
    );
  return [...content, ...urls, ...thumbnails.map((raw): RawOffer => ({ raw, tier: 'thumbnail' }))];
}

/** Of a thing that is no picture and has none: its thumbnail is better than nothing. */
function thumbnailOf(node: Readonly<Record<string, unknown>>): MentionScan | undefined {
  if (node.image !== undefined) return undefined;
  const [raw] = urlsIn(node.thumbnailUrl);
  return raw === undefined
    ? undefined
    : { source: 'json-ld', offers: [{ raw, tier: 'thumbnail' }] };
}

function placesBelow({ value, depth, isImage, listed }: Place): Place[] {
  if (Array.isArray(value)) {
    const values: unknown[] = value;
    const several = values.filter((each) => isObject(each) && isImageNode(each)).length > 1;
    return values
      .slice(0, MAX_VALUES)
      .map((each) => ({ value: each, depth: depth + 1, isImage, listed: listed || several }));
  }
  if (!isObject(value)) return [];
  const isImageItself = isImage || isImageNode(value);
  return Object.entries(value).flatMap(([name, inner]): Place[] => {
    if (PASSED_OVER.has(name) || typeof inner !== 'object' || inner === null) {
      const isUrl = typeof inner === 'string' && IMAGE_PROPERTY.has(name) && !PASSED_OVER.has(name);
      return isUrl ? [{ value: inner, depth: depth + 1, isImage: true, listed: false }] : [];
    }
    // The sizes of a picture were read with it.
    if (isImageItself && /^(?:thumbnail|contentUrl|url|width|height)/.test(name)) return [];
    return [{ value: inner, depth: depth + 1, isImage: IMAGE_PROPERTY.has(name), listed: false }];
  });
}

function urlsIn(value: unknown): string[] {
  return listOf(value).filter((each): each is string => typeof each === 'string' && each !== '');
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, 100) : value === undefined ? [] : [value];
}

/** `1200`, `"1200"`, `"1200 px"`, or a `QuantitativeValue`. */
function widthOf(value: unknown): number | undefined {
  const number: unknown = isObject(value) ? value.value : value;
  return typeof number === 'string' || typeof number === 'number'
    ? pixels(String(number))
    : undefined;
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.slice(0, MAX_TEXT).trim() : '';
  return text === '' ? undefined : text;
}
