import type { Element } from 'domhandler';
import type { PageFacts } from './page-facts.ts';
import type { RawOffer } from './raw-offer.ts';
import type { ImageKind } from './shown.ts';
import type { CandidateSource } from './types.ts';
import type { Said } from './holders.ts';

export type { RawOffer };

/** What one pass over a page's tree collects; nothing is resolved yet, as `<base>` may stand anywhere. */
export interface PageScan {
  facts: PageFacts;
  images: ImageScan[];
  anchors: AnchorScan[];
  pictures: PictureScan[];
  noscripts: NoscriptScan[];
  holders: HolderScan[];
  figures: FigureScan[];
  /** Pictures that the page names, in its head or in data, where it need not show them. */
  mentions: MentionScan[];
  /** Texts of scripts that hold data. */
  data: DataScan[];
  /** Texts of `style` elements that draw something. */
  sheets: string[];
  /** It has more pictures or links than are looked at. */
  incomplete: boolean;
}

/** An element that shows a picture. */
export interface ImageScan {
  element: Element;
  kind: ImageKind;
  /** Place in document order, shared with anchors and pictures. */
  order: number;
  anchor: AnchorScan | undefined;
  picture: PictureScan | undefined;
  inNoscript: boolean;
  inTemplate: boolean;
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
  inTemplate: boolean;
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

/** An element that says of what pictures the images inside are. */
export interface HolderScan extends Said {
  element: Element;
  order: number;
  /** The link that it is, or stands in. */
  anchor: AnchorScan | undefined;
  images: ImageScan[];
  /** The one that it stands in. */
  parent: HolderScan | undefined;
}

/** A `figure` element. */
export interface FigureScan {
  caption: string;
  images: ImageScan[];
}

/** A picture that the page names without showing it there. */
export interface MentionScan {
  source: CandidateSource;
  offers: RawOffer[];
  alt?: string;
  title?: string;
  caption?: string;
}

/** A `script` of data. */
export interface DataScan {
  kind: 'json-ld' | 'json';
  text: string;
}
