import { resolvedOffer } from './candidates.ts';
import type { Element } from 'domhandler';
import { pixels } from './attributes.ts';
import { captionOf, isLinked, join, type Group, type Targets } from './group.ts';
import { isReduced, renditionOf } from './rendition.ts';
import { parsedJson, picturesInJson, type JsonPicture } from './json-values.ts';
import type { Offer } from './rank.ts';
import type { Resolve } from './resolve.ts';
import type { AnchorScan, HolderScan } from './scanned.ts';
import type { Steps } from './steps.ts';

/** Pictures that elements say by their attributes. */
export interface Held {
  /** Offers of the one picture that a holder is about. */
  single: Map<HolderScan, Offer[]>;
  /** Pictures of holders that tell of several. */
  several: Group[];
}

export function* heldBy(holders: readonly HolderScan[], resolve: Resolve): Steps<Held> {
  const held: Held = { single: new Map(), several: [] };
  for (const holder of holders) {
    yield;
    const offers = holder.offers
      .filter(({ raw }) => !isNameInside(raw, holder))
      .flatMap((raw) => resolvedOffer(raw, 'holder', resolve));
    for (const text of holder.json) {
      const pictures = yield* picturesInJson(parsedJson(text), { bareNames: false });
      const [only] = pictures;
      if (only !== undefined && pictures.length === 1) offers.push(...offersOf(only, resolve));
      else for (const picture of pictures) add(held.several, picture, holder, resolve);
    }
    if (offers.length > 0) held.single.set(holder, offers);
  }
  return held;
}

/** `data-src="77.jpg"` around `/title/77.jpg` is its name, no file of this folder. */
function isNameInside(raw: string, { images }: HolderScan): boolean {
  return (
    !raw.includes('/') &&
    images.some(({ element }) => element.attribs.src?.endsWith(`/${raw}`) === true)
  );
}

function offersOf({ offers }: JsonPicture, resolve: Resolve): Offer[] {
  return offers.flatMap((raw) => resolvedOffer(raw, 'data-json', resolve));
}

function add(groups: Group[], picture: JsonPicture, { order }: HolderScan, resolve: Resolve): void {
  const offers = offersOf(picture, resolve);
  if (offers.length === 0) return;
  const { alt = '', title = '', caption = '' } = picture;
  groups.push({ order, offers, alt, title, caption, linksTo: undefined, elements: [] });
}

/** What an element around a picture, or one that shows none itself, says of its files. */
export function heldGroup(
  holder: HolderScan,
  offers: Offer[],
  shown: readonly Group[],
  targets: Targets,
): Group {
  const { element, order, anchor } = holder;
  const { alt = '', title = '' } = element.attribs;
  const group: Group = {
    order,
    offers: aboveLinked(offers, element, shown.find(isLinked)),
    alt: alt.trim() || (element.attribs['data-alt'] ?? '').trim(),
    title: title.trim() || (element.attribs['data-title'] ?? '').trim(),
    caption: captionOf(element),
    linksTo: anchor && targets.page(anchor),
    // Where it stands tells of a picture that nothing else shows.
    elements: shown.length === 0 ? [element] : [],
  };
  return shown.reduce(join, group);
}

/** A file that is proven larger than the one that the picture links to goes before it. */
function aboveLinked(
  offers: readonly Offer[],
  { attribs }: Element,
  linked: Group | undefined,
): Offer[] {
  const file = linked?.offers[0]?.candidate.url;
  if (file === undefined) return [...offers];
  const small = renditionOf(file);
  const declared = pixels(attribs['data-pswp-width']) ?? Infinity;
  return offers.map((each): Offer => {
    const { url, width = 0 } = each.candidate;
    const large = renditionOf(url);
    const isNamedLarger = small !== undefined && large !== undefined && isReduced(small, large);
    const isLarger = isNamedLarger || (each.tier === 'width' && width > declared);
    return isLarger ? { ...each, tier: 'original' } : each;
  });
}

export function isOwnLink(holder: HolderScan): holder is HolderScan & { anchor: AnchorScan } {
  return holder.anchor?.element === holder.element;
}
