import { isLazy, offersOfImage, offersOfSources } from './candidates.ts';
import { pixels } from './attributes.ts';
import { captionOf, isBlank, join, titleOf, type Group, type Targets } from './group.ts';
import { heldGroup, isOwnLink } from './held.ts';
import { ranked, type Offer } from './rank.ts';
import { renditionOf } from './rendition.ts';
import type { Resolve } from './resolve.ts';
import type {
  AnchorScan,
  FigureScan,
  HolderScan,
  ImageScan,
  NoscriptScan,
  PageScan,
  PictureScan,
} from './scanned.ts';
import type { Steps } from './steps.ts';
import type { Candidate } from './types.ts';

/** Pictures in a holder, of which the first may be the thumbnail. */
const MAX_IN_HOLDER = 4;

/** The page's pictures in document order, before any two are known to be the same. */
export function* groupsOf(
  scan: PageScan,
  targets: Targets,
  resolve: Resolve,
  held: ReadonlyMap<HolderScan, Offer[]>,
): Steps<Group[]> {
  const ofImage = yield* imageGroups(scan, targets, resolve);
  addCaptions(scan.figures, ofImage);
  const groups = new Set(ofImage.values());
  for (const picture of scan.pictures) {
    yield;
    if (picture.images.length === 0) groups.add(groupOfSources(picture, targets, resolve));
  }
  const linked = new Map<AnchorScan, Group>();
  const into = new Map<Group, Group>();
  for (const anchor of scan.anchors) {
    yield;
    const file = targets.image(anchor);
    if (file === undefined) continue;
    const inside = new Set(anchor.images.flatMap((image) => ofImage.get(image) ?? []));
    const shown = shownBy(file, [...inside]);
    const group = linkedGroup(anchor, file, shown);
    linked.set(anchor, group);
    replace(groups, shown, group, into);
  }
  for (const [holder, offers] of held) {
    yield;
    const inside = new Set(holder.images.flatMap((image) => latest(ofImage.get(image), into)));
    const own = isOwnLink(holder) ? linked.get(holder.anchor) : undefined;
    if (own !== undefined) inside.add(own);
    // What holds a whole gallery is about none of its pictures, unless by name.
    const unnamed = inside.size > MAX_IN_HOLDER ? 0 : 1;
    const shown = shownBy(offers[0]?.candidate.url ?? '', [...inside], unnamed);
    const group = heldGroup(holder, offers, shown, targets);
    replace(groups, shown, group, into);
  }
  const found: Group[] = [];
  for (const group of groups) {
    yield;
    if (!isBlank(group)) found.push({ ...group, offers: ranked(group.offers) });
  }
  return found.sort((a, b) => a.order - b.order);
}

/** `group` stands for those that it took in. */
function replace(
  groups: Set<Group>,
  taken: readonly Group[],
  group: Group,
  into: Map<Group, Group>,
): void {
  for (const each of taken) {
    groups.delete(each);
    into.set(each, group);
  }
  groups.add(group);
}

/** The group that stands for this one now. */
function latest(group: Group | undefined, into: ReadonlyMap<Group, Group>): Group[] {
  let current = group;
  for (let next = current; next !== undefined; next = into.get(next)) current = next;
  return current === undefined ? [] : [current];
}

/** The text below a picture is its own only where the figure has no other. */
function addCaptions(figures: readonly FigureScan[], ofImage: ReadonlyMap<ImageScan, Group>): void {
  for (const { caption, images } of figures) {
    const [only, ...more] = new Set(images.flatMap((image) => ofImage.get(image) ?? []));
    if (only !== undefined && more.every(isBlank)) only.caption ||= caption.trim();
  }
}

/** A group for each `img`; the fallback of a lazy one shares its group. */
function* imageGroups(
  scan: PageScan,
  targets: Targets,
  resolve: Resolve,
): Steps<Map<ImageScan, Group>> {
  const lazyOf = fallbackOwners(scan.noscripts);
  const groups = new Map<ImageScan, Group>();
  for (const image of scan.images) {
    yield;
    groups.set(image, groupOfImage(image, targets, resolve));
  }
  for (const [fallback, lazy] of lazyOf) {
    const own = groups.get(fallback);
    const shared = groups.get(lazy);
    if (own === undefined || shared === undefined) continue;
    groups.set(fallback, join(shared, { ...own, elements: [] }));
  }
  return groups;
}

/**
 * Which lazy `img` a `noscript` stands in for: the one that shares its `picture`, else the one right before it, else
 * the one right after. A fallback of several pictures is a gallery of its own.
 */
function fallbackOwners(noscripts: readonly NoscriptScan[]): Map<ImageScan, ImageScan> {
  const owners = new Map<ImageScan, ImageScan>();
  const taken = new Set<ImageScan>();
  for (const { images, picture, before, after } of noscripts) {
    const [fallback] = images;
    if (fallback === undefined || images.length > 1) continue;
    const shown = picture?.images.find(({ inNoscript }) => !inNoscript);
    const near = [before, after].filter((image) => image !== undefined && isLazy(image));
    const owner = [shown, ...near].find((image) => image !== undefined && !taken.has(image));
    if (owner === undefined) continue;
    taken.add(owner);
    owners.set(fallback, owner);
  }
  return owners;
}

function groupOfImage(image: ImageScan, targets: Targets, resolve: Resolve): Group {
  const { alt = '', title = '' } = image.element.attribs;
  return {
    order: image.order,
    offers: offersOfImage(image, resolve),
    alt: alt.trim(),
    title: title.trim() || titleOf(image.anchor),
    caption: captionOf(image.element) || captionOf(image.anchor?.element),
    linksTo: image.anchor && targets.page(image.anchor),
    elements: [image.element],
  };
}

/** A `picture` whose `img` was forgotten. */
function groupOfSources(picture: PictureScan, targets: Targets, resolve: Resolve): Group {
  return {
    order: picture.order,
    offers: offersOfSources(picture, resolve),
    alt: '',
    title: titleOf(picture.anchor),
    caption: captionOf(picture.anchor?.element),
    linksTo: picture.anchor && targets.page(picture.anchor),
    elements: [],
  };
}

/**
 * Which pictures inside a link show the file that it leads to: those named like it; else the first, whatever its name.
 * Others inside, such as a magnifier icon, are pictures of their own.
 */
function shownBy(file: string, inside: readonly Group[], unnamed = 1): Group[] {
  const [blank, loaded] = [inside.filter(isBlank), inside.filter((group) => !isBlank(group))];
  if (loaded.length < 2) return [...inside];
  const key = renditionOf(file)?.key;
  const alike = loaded.filter(({ offers }) =>
    offers.some(
      ({ candidate: { url } }) =>
        url === file || (key !== undefined && renditionOf(url)?.key === key),
    ),
  );
  return [...blank, ...(alike.length > 0 ? alike : loaded.slice(0, unnamed))];
}

function linkedGroup(anchor: AnchorScan, file: string, shown: readonly Group[]): Group {
  const group: Group = {
    order: anchor.order,
    offers: [{ candidate: linkedFile(anchor, file), tier: 'original' }],
    alt: (anchor.element.attribs.alt ?? '').trim(),
    title: titleOf(anchor),
    caption: captionOf(anchor.element),
    linksTo: undefined,
    elements: [],
  };
  return shown.reduce(join, group);
}

/** PhotoSwipe tells the width of what it opens. */
function linkedFile({ element }: AnchorScan, url: string): Candidate {
  const width = pixels(element.attribs['data-pswp-width']);
  return { url, source: 'image-link', ...(width !== undefined && { width }) };
}
