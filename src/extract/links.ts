import type { ChildNode, ParentNode } from 'domhandler';
import type { Target } from './anchors.ts';
import { collapse, ownCut } from './own.ts';
import { numberIn, paginationOf } from './pagination.ts';
import type { AnchorScan } from './scanned.ts';
import type { Steps } from './steps.ts';
import type { PageLink } from './types.ts';

/** Characters kept of a link's text. */
const TEXT_LENGTH = 200;

/** Elements between a pagination bar and its links, when each link has one of its own. */
const ITEM = new Set(['li', 'span', 'b', 'strong', 'em', 'i', 'font', 'small']);
const ITEM_LEVELS = 4;

/** The pages that a page links to, each once, in document order. */
export function* linksOf(
  anchors: readonly AnchorScan[],
  targets: ReadonlyMap<AnchorScan, Target>,
): Steps<PageLink[]> {
  const numbersIn = countNumbers(anchors, targets);
  const links = new Map<string, PageLink>();
  for (const anchor of anchors) {
    yield;
    const target = targets.get(anchor);
    if (target?.kind !== 'page') continue;
    const link = linkOf(anchor, target.url, (numbersIn.get(barOf(anchor)) ?? 0) > 1);
    const known = links.get(target.url);
    if (known === undefined) links.set(target.url, link);
    else mergeInto(known, link);
  }
  return [...links.values()];
}

function linkOf(anchor: AnchorScan, url: string, amongNumbers: boolean): PageLink {
  const { element, inPagination } = anchor;
  const labels = labelsOf(anchor);
  const pagination = paginationOf({ url, element, labels, inPagination, amongNumbers });
  return {
    url,
    text: ownCut(labels[0] ?? '', TEXT_LENGTH).trimEnd(),
    ...(pagination && { pagination }),
  };
}

/** The same page linked twice: what either says of it. "Next" says more than a number, a number more than "other". */
function mergeInto(link: PageLink, other: PageLink): void {
  link.text ||= other.text;
  const [a, b] = [link.pagination, other.pagination];
  if (b === undefined) return;
  const rel = a === undefined || weight(b.rel) > weight(a.rel) ? b.rel : a.rel;
  const page = a?.page ?? b.page;
  link.pagination = page === undefined ? { rel } : { rel, page };
}

function weight(rel: NonNullable<PageLink['pagination']>['rel']): number {
  return rel === 'other' ? 0 : rel === 'number' ? 1 : 2;
}

/** What a person reads first comes first; pictures speak through their alternative text. */
function labelsOf({ element, text, images }: AnchorScan): string[] {
  const { title, alt } = element.attribs;
  const spoken = images.map((image) => image.element.attribs.alt ?? '').join(' ');
  return [text, spoken, element.attribs['aria-label'], title, alt]
    .map((label) => collapse(label ?? ''))
    .filter((label) => label !== '');
}

/** How many links with a number for a text stand in each element. */
function countNumbers(
  anchors: readonly AnchorScan[],
  targets: ReadonlyMap<AnchorScan, Target>,
): Map<ParentNode | undefined, number> {
  const counts = new Map<ParentNode | undefined, number>();
  for (const anchor of anchors) {
    if (targets.get(anchor)?.kind !== 'page' || numberIn(anchor.text.trim()) === undefined)
      continue;
    const bar = barOf(anchor);
    counts.set(bar, (counts.get(bar) ?? 0) + 1);
  }
  return counts;
}

function barOf(anchor: AnchorScan): ParentNode | undefined {
  let node: ChildNode | ParentNode | null = anchor.element.parent;
  for (let level = 0; level < ITEM_LEVELS && node !== null; level++) {
    if (!('name' in node) || !ITEM.has(node.name)) break;
    node = node.parent;
  }
  return node ?? undefined;
}
