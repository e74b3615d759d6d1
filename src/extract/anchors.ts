import { looksLikeOtherFile, looksLikePicture } from './file-kind.ts';
import type { Resolver } from './resolve.ts';
import type { AnchorScan } from './scanned.ts';

/** Where a link leads. */
export type Target =
  | { kind: 'image'; url: string }
  | { kind: 'page'; url: string }
  /** To a file that is neither a page nor a picture. */
  | { kind: 'file'; url: string }
  /** To a place on the page itself, or nowhere that http can follow. */
  | { kind: 'none' };

const NONE: Target = { kind: 'none' };

/** `pageUrl` is absolute and without fragment. */
export function targetOf(anchor: AnchorScan, resolver: Resolver, pageUrl: string): Target {
  const { href = '', type = '', rel = '' } = anchor.element.attribs;
  const isLink = anchor.element.name.toLowerCase() === 'link';
  if (isLink && !/(?:^|\s)(?:next|prev|previous)(?:\s|$)/i.test(rel)) return NONE;
  // `#top` means this page, even where `<base>` makes it resolve to another one.
  if (/^\s*(?:#|$)/.test(href)) return NONE;
  const url = resolver.link(href);
  if (url === undefined) return NONE;
  if (!isLink && (looksLikePicture(url) || /^\s*image\//i.test(type) || saysPicture(anchor)))
    return { kind: 'image', url };
  // What is not shown leads nowhere either.
  if (anchor.inTemplate) return NONE;
  if (url === pageUrl || looksLikePicture(url)) return NONE;
  return { kind: looksLikeOtherFile(url) ? 'file' : 'page', url };
}

/** What a lightbox opens is a picture, whatever its URL looks like. */
function saysPicture({ element: { attribs } }: AnchorScan): boolean {
  return (
    attribs['data-pswp-width'] !== undefined ||
    attribs['data-lightbox'] !== undefined ||
    attribs['data-type'] === 'image' ||
    (attribs.itemprop !== undefined &&
      /(?:^|\s)contentUrl(?:\s|$)/.test(attribs.itemprop.slice(0, 200)))
  );
}
