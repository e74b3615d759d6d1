import type { Element } from 'domhandler';
import type { Offer } from './rank.ts';
import type { AnchorScan } from './scanned.ts';

/** Offers of one picture, as the nesting of the page's elements shows them; merging by URL comes after. */
export interface Group {
  order: number;
  offers: Offer[];
  alt: string;
  title: string;
  caption: string;
  /** The page that the picture links to. */
  linksTo: string | undefined;
  /** What shows it; not the fallback of a lazy one, nor a link to its file. */
  elements: Element[];
}

/** Absolute URL that a link leads to, if it is an image file, or a page. */
export interface Targets {
  image: (anchor: AnchorScan) => string | undefined;
  page: (anchor: AnchorScan) => string | undefined;
}

/** Adds what `other` knows to `group`, which stands for both from now on. */
export function join(group: Group, other: Group): Group {
  for (const each of other.offers) group.offers.push(each);
  for (const element of other.elements) group.elements.push(element);
  group.order = Math.min(group.order, other.order);
  group.alt ||= other.alt;
  group.title ||= other.title;
  group.caption ||= other.caption;
  group.linksTo ??= other.linksTo;
  return group;
}

/** Whether the page links to the picture's file: that file is chosen, come what may. */
export function isLinked(group: Group): boolean {
  return group.offers[0]?.tier === 'original';
}

/** Offers nothing that can be fetched; its alternative text still counts. */
export function isBlank({ offers }: Group): boolean {
  return offers.length === 0;
}

/** As lightboxes show it. */
export function captionOf(element: Element | undefined): string {
  const text = (element?.attribs['data-caption'] ?? '').trim();
  return text.startsWith('<') ? '' : text;
}

export function titleOf(anchor: AnchorScan | undefined): string {
  return (anchor?.element.attribs.title ?? '').trim();
}
