import { resolvedOffer } from './candidates.ts';
import type { Group } from './groups.ts';
import { parsedJson, picturesInJson, type JsonPicture } from './json-values.ts';
import type { Offer } from './rank.ts';
import type { Resolve } from './resolve.ts';
import type { HolderScan } from './scanned.ts';
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
    const offers = holder.offers.flatMap((raw) => resolvedOffer(raw, 'holder', resolve));
    for (const text of holder.json) {
      const pictures = yield* picturesInJson(parsedJson(text));
      const [only] = pictures;
      if (only !== undefined && pictures.length === 1) offers.push(...offersOf(only, resolve));
      else for (const picture of pictures) add(held.several, picture, holder, resolve);
    }
    if (offers.length > 0) held.single.set(holder, offers);
  }
  return held;
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
