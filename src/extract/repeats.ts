import { join, type Group } from './group.ts';
import { looksLikePlaceholder, ranked } from './rank.ts';
import { isReduced, renditionOf, type Rendition } from './rendition.ts';
import type { Steps } from './steps.ts';
import type { Picture } from './types.ts';
import { weakness } from './mentions.ts';

/** Pictures of one name, in several formats or behind several queries, that are compared. */
const MAX_ALIKE = 8;

/**
 * Joins what a page names in its head or in data with what it shows: by URL, or as renditions of one picture by their
 * names. What matches nothing becomes a picture of its own. `named`: those that were.
 */
export function* mergeMentions(
  shown: readonly Group[],
  mentioned: readonly Group[],
): Steps<{ groups: Group[]; named: ReadonlySet<Group> }> {
  const joined = new Set<Group>();
  if (mentioned.length === 0) return { groups: [...shown], named: joined };
  const known = new Known();
  for (const group of shown) {
    yield;
    known.add(group);
  }
  const all = [...shown];
  for (const mention of mentioned) {
    yield;
    const owner = known.byUrl(mention) ?? (yield* known.byName(mention));
    if (owner === undefined) {
      all.push(mention);
      known.add(mention);
      continue;
    }
    raise(mention, owner);
    known.addUrls(mention, owner);
    joined.add(join(owner, mention));
  }
  for (const group of joined) group.offers = ranked(group.offers);
  return { groups: all, named: joined };
}

/** A file named elsewhere that is proven larger than the one that would be chosen is chosen. */
function raise(mention: Group, owner: Group): void {
  const best = owner.offers[0];
  if (best === undefined || best.tier === 'original') return;
  const small = renditionOf(best.candidate.url);
  for (const each of mention.offers) {
    const large = renditionOf(each.candidate.url);
    if (small !== undefined && large !== undefined && isReduced(small, large)) each.tier = 'proven';
  }
}

/** Groups by what they offer. */
class Known {
  readonly #groups: Group[] = [];
  readonly #urls = new Map<string, Group>();
  readonly #names = new Map<string, { group: Group; rendition: Rendition }[]>();
  #named = 0;

  add(group: Group): void {
    this.#groups.push(group);
    this.addUrls(group, group);
  }

  addUrls({ offers }: Group, owner: Group): void {
    offers.forEach(({ candidate: { url }, tier }, index) => {
      // A stand-in is shown for many. What is chosen for one picture is more that one than another's rendition.
      if (tier === 'placeholder') return;
      if (index === 0 && this.#urls.get(url)?.offers[0]?.candidate.url !== url)
        this.#urls.set(url, owner);
      else if (!this.#urls.has(url)) this.#urls.set(url, owner);
    });
  }

  byUrl(mention: Group): Group | undefined {
    for (const { candidate } of mention.offers) {
      const group = this.#urls.get(candidate.url);
      if (group !== undefined) return group;
    }
    return undefined;
  }

  *byName(mention: Group): Steps<Group | undefined> {
    yield* this.#readNames();
    for (const { candidate } of mention.offers) {
      const rendition = renditionOf(candidate.url);
      if (rendition === undefined) continue;
      for (const { group, rendition: other } of this.#names.get(rendition.key) ?? []) {
        const isSame =
          isReduced(rendition, other) ||
          isReduced(other, rendition) ||
          // The same file, asked for in another size or format.
          (rendition.path === other.path && (rendition.hasQuery || other.hasQuery));
        if (isSame) return group;
      }
    }
    return undefined;
  }

  /** Reading names takes longer than all else here, and is needed only where URLs do not tell. */
  *#readNames(): Steps<undefined> {
    for (; this.#named < this.#groups.length; this.#named++) {
      const group = this.#groups[this.#named];
      for (const { candidate, tier } of group?.offers ?? []) {
        yield;
        const rendition = tier === 'placeholder' ? undefined : renditionOf(candidate.url);
        if (rendition === undefined || group === undefined) continue;
        const alike = this.#names.get(rendition.key);
        if (alike === undefined) this.#names.set(rendition.key, [{ group, rendition }]);
        else if (alike.length < MAX_ALIKE) alike.push({ group, rendition });
      }
    }
  }
}

/**
 * Without pictures that the page only names for others to show, such as the card for social networks: where it shows
 * pictures of its own, what is not among them is none of its gallery.
 */
export function withoutRepeats(pictures: readonly Picture[]): Picture[] {
  const ranks = pictures.map(({ chosen, others }) =>
    weakness([chosen, ...others].map(({ source }) => source)),
  );
  const shows = pictures.some(
    ({ decor, chosen }, index) =>
      ranks[index] === undefined && decor === undefined && !looksLikePlaceholder(chosen.url),
  );
  const best = ranks.reduce<number>((least, rank) => Math.min(least, rank ?? least), Infinity);
  return pictures.filter(
    (_picture, index) => ranks[index] === undefined || (!shows && ranks[index] === best),
  );
}
