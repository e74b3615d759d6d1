import type { Element } from 'domhandler';
import type { DeclaredTier } from './rank.ts';
import type { CandidateSource, RobotsMeta } from './types.ts';

/** What one pass over a page's tree collects; nothing is resolved yet, as `<base>` may stand anywhere. */
export interface PageScan {
  title: string;
  /** Of the first `base` element that has one (HTML Living Standard §4.2.3). */
  baseHref: string | undefined;
  /** Content of the first `meta` element with `http-equiv=refresh`. */
  refresh: string | undefined;
  /** Of the first field for a password: what its form says of itself. */
  passwordForm: string | undefined;
  images: ImageScan[];
  anchors: AnchorScan[];
  pictures: PictureScan[];
  noscripts: NoscriptScan[];
  robots: RobotsMeta[];
  /** Pictures that the page names, in its head or in data, where it need not show them. */
  mentions: MentionScan[];
  /** Texts of scripts that hold data. */
  data: DataScan[];
  /** It has more pictures or links than are looked at. */
  incomplete: boolean;
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

/** A URL as it stands, and what its place says of its size. */
export interface RawOffer {
  raw: string;
  tier: DeclaredTier;
  width?: number;
  density?: number;
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
