import { isLinked, join, type Group } from './group.ts';
import { ranked } from './rank.ts';
import { mergeMentions } from './repeats.ts';
import {
  isDerivative,
  isReduced,
  isReducedCopy,
  mayBeCopy,
  readingsOf,
  renditionOf,
  type Rendition,
} from './rendition.ts';
import type { Steps } from './steps.ts';

/**
 * Joins groups that the page itself proves to be one picture. Both URLs always stand on the page; what has no
 * proof stays apart, as a picture kept twice is better than one lost. `mentioned`: those that it names elsewhere than
 * where it shows pictures.
 */
export function* merge(groups: readonly Group[], mentioned: readonly Group[]): Steps<Group[]> {
  const once = mergeSame(groups);
  yield;
  const shown = yield* mergeReduced(once, isLinked);
  const { groups: all, named } = yield* mergeMentions(shown, mentioned);
  // The file that the page's head names is one of its pictures, whatever else is shown of it.
  const reduced = yield* mergeReduced(all, (group) => named.has(group));
  const merged = mergeListed(reduced);
  return merged.sort((a, b) => a.order - b.order);
}

/** The URL that would be fetched. */
export function chosenUrl(group: Group): string {
  return group.offers[0]?.candidate.url ?? '';
}

/** One picture whose URL stands in two places. */
function mergeSame(groups: readonly Group[]): Group[] {
  const byUrl = new Map<string, Group>();
  const joined = new Set<Group>();
  for (const group of groups) {
    const first = byUrl.get(chosenUrl(group));
    if (first === undefined) byUrl.set(chosenUrl(group), group);
    else joined.add(join(first, group));
  }
  return settle([...byUrl.values()], joined);
}

/**
 * A picture whose file is named as a smaller rendition of a file that the page links to (or of another that is sure to
 * be a picture's), wherever both stand. Where the page links to both, by their names alone, it may be the listing of a
 * folder: then both are wanted.
 */
function* mergeReduced(
  groups: readonly Group[],
  isSure: (group: Group) => boolean,
): Steps<Group[]> {
  const linked = new LinkedFiles();
  for (const group of groups) {
    yield;
    if (isSure(group)) linked.add(group);
  }
  if (linked.isEmpty) return [...groups];
  const into = new Map<Group, Group>();
  for (const group of groups) {
    yield;
    // A smaller copy that only its software writes may be linked, too.
    const byName = !isLinked(group) || isDerivative(chosenUrl(group));
    const original = byName ? linked.originalOf(group) : linked.fullSizeOf(group);
    const root = original === undefined ? group : rootOf(original, into);
    if (root !== group) into.set(group, root);
  }
  return joinAll(groups, into);
}

/** A picture that another one lists among its smaller renditions, if only one does: an icon may serve many. */
function mergeListed(groups: readonly Group[]): Group[] {
  const listedBy = new Map<string, Group | 'several'>();
  for (const group of groups) {
    for (const { candidate } of group.offers.slice(1)) {
      listedBy.set(candidate.url, listedBy.has(candidate.url) ? 'several' : group);
    }
  }
  const into = new Map<Group, Group>();
  for (const group of groups) {
    const owner = listedBy.get(chosenUrl(group));
    if (owner === undefined || owner === 'several' || isLinked(group)) continue;
    const root = rootOf(owner, into);
    if (root !== group) into.set(group, root);
  }
  return joinAll(groups, into);
}

/** Those that are joined into none, with all that is joined into them. */
function joinAll(groups: readonly Group[], into: Map<Group, Group>): Group[] {
  const joined = new Set<Group>();
  for (const group of into.keys()) joined.add(join(rootOf(group, into), group));
  return settle(
    groups.filter((group) => !into.has(group)),
    joined,
  );
}

/** Follows who was joined into whom, and shortens the way for the next time. */
function rootOf(group: Group, into: Map<Group, Group>): Group {
  let root = group;
  for (let next = into.get(root); next !== undefined; next = into.get(root)) root = next;
  for (let at = group; at !== root;) {
    const next = into.get(at) ?? root;
    into.set(at, root);
    at = next;
  }
  return root;
}

/** The files that a page links to, found by what their names say. */
class LinkedFiles {
  readonly #byKey = new Map<string, { group: Group; rendition: Rendition }>();
  readonly #byPath = new Map<string, { group: Group; rendition: Rendition }>();
  /** Those in folders for smaller copies. */
  readonly #copies = new Map<Group, Rendition>();

  add(group: Group): void {
    for (const rendition of readingsOf(chosenUrl(group))) {
      if (mayBeCopy(rendition)) this.#copies.set(group, rendition);
      const known = this.#byKey.get(rendition.key)?.rendition;
      if (known === undefined || isLarger(rendition, known))
        this.#byKey.set(rendition.key, { group, rendition });
      if (!rendition.hasQuery) this.#byPath.set(rendition.path, { group, rendition });
    }
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  originalOf(group: Group): Group | undefined {
    for (const { candidate, tier } of group.offers) {
      if (tier === 'placeholder') continue;
      const small = renditionOf(candidate.url);
      if (small === undefined) continue;
      const found = [this.#byKey.get(small.key), this.#byPath.get(small.path)].find(
        (file) => file !== undefined && isReduced(small, file.rendition),
      );
      if (found !== undefined) return found.group;
    }
    return undefined;
  }

  /** Of a linked file that is in a folder for smaller copies: `x.jpg` for `medium/x.jpg`. */
  fullSizeOf(group: Group): Group | undefined {
    const copy = this.#copies.get(group);
    if (copy === undefined) return undefined;
    const found = this.#byKey.get(copy.verbatim.key);
    return found !== undefined && isReducedCopy(copy, found.rendition) ? found.group : undefined;
  }
}

function isLarger(a: Rendition, b: Rendition): boolean {
  return a.level > b.level || (a.level === b.level && a.area > b.area);
}

/** Ranks again the groups that took others in. */
function settle(groups: Group[], joined: ReadonlySet<Group>): Group[] {
  for (const group of joined) group.offers = ranked(group.offers);
  return groups;
}
