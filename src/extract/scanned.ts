import type { Element } from 'domhandler';

/** What one pass over a page's tree collects; nothing is resolved yet, as `<base>` may stand anywhere. */
export interface PageScan {
  title: string;
  /** Of the first `base` element that has one (HTML Living Standard §4.2.3). */
  baseHref: string | undefined;
  images: ImageScan[];
  anchors: AnchorScan[];
  pictures: PictureScan[];
  noscripts: NoscriptScan[];
}

/** An `img` element. */
export interface ImageScan {
  element: Element;
  /** Place in document order, shared with anchors and pictures. */
  order: number;
  anchor: AnchorScan | undefined;
  picture: PictureScan | undefined;
  inNoscript: boolean;
}

/** An `a` or `area` with `href`, or a `link` with `rel`. */
export interface AnchorScan {
  element: Element;
  order: number;
  /** Text inside, a little more than is kept. */
  text: string;
  /** A later `a` began inside: HTML knows no nested links, the parser does (a forgotten `</a>`). */
  closed: boolean;
  images: ImageScan[];
  inPagination: boolean;
}

/** A `picture` element. */
export interface PictureScan {
  order: number;
  anchor: AnchorScan | undefined;
  sources: Element[];
  images: ImageScan[];
  inNoscript: boolean;
}

/** A `noscript` element, with the images that it may be the fallback of. */
export interface NoscriptScan {
  element: Element;
  images: ImageScan[];
  picture: PictureScan | undefined;
  before: ImageScan | undefined;
  after: ImageScan | undefined;
}
