import type { DecorRule, Metadata } from '../model.ts';

/** What a page offers, before anyone decided to fetch it. Pure data. */

/** Where on the page a picture's URL stood. */
export type CandidateSource =
  | 'img-src'
  | 'img-srcset'
  | 'picture-source'
  | 'lazy-attribute'
  | 'lazy-srcset'
  | 'noscript'
  | 'image-link'
  /** An `image` element of SVG. */
  | 'svg-image'
  /** The `poster` of a `video`. */
  | 'poster'
  /** An `object` or `embed` element. */
  | 'object'
  /** `input type=image`. */
  | 'image-button'
  /** What an element draws behind itself, or a script is to. */
  | 'background'
  /** A `style` element. */
  | 'stylesheet'
  /** An `img` in a `template`. */
  | 'template'
  /** An attribute of an element around the picture, or of one that shows none. */
  | 'holder'
  /** JSON in such an attribute. */
  | 'data-json'
  /** A `meta` element of Open Graph. */
  | 'open-graph'
  /** A `meta` element of a Twitter card. */
  | 'twitter-card'
  /** `link rel=image_src`. */
  | 'link-image'
  /** `link rel=preload as=image`. */
  | 'preload'
  /** A `meta` or `link` element with `itemprop`. */
  | 'microdata'
  | 'json-ld'
  /** One of several pictures that JSON-LD lists. */
  | 'json-ld-list'
  /** Other JSON in a script. */
  | 'script-json'
  /** One of several pictures that such JSON lists. */
  | 'script-json-list'
  /** The user's own code named it. */
  | 'given'
  | 'feed'
  | 'sitemap'
  | 'json'
  | 'list';

export interface Candidate {
  /** Absolute URL; for those that cannot be fetched (`data:`, `blob:`, …) the URL as it stood, cut to 200 characters. */
  url: string;
  source: CandidateSource;
  /** Width in pixels where the page tells (srcset `w`, width attribute). */
  width?: number;
  /** Pixel density where the page tells: srcset `x`, or `w` over the width that `sizes` gives on a common screen. */
  density?: number;
}

/** One picture on the page: what was chosen to be fetched, and what was passed over for it. */
export interface Picture {
  /** The best candidate. */
  chosen: Candidate;
  /** Smaller or equal renditions of the same picture, best first. */
  others: Candidate[];
  alt?: string;
  title?: string;
  caption?: string;
  /** The rule by which it is decoration and no picture of the gallery. */
  decor?: DecorRule;
  /** It stands in the head, foot, menus or margin of its page, and leads to no page of the site. */
  atMargin?: true;
  /**
   * Absolute URL of a page (not an image file) that the picture links to: probably its viewer page, where a larger
   * rendition waits; the picture itself is then only a thumbnail.
   */
  linksTo?: string;
  /** Absolute URL of a page that shows this picture larger than this one, and nothing else. */
  largerOn?: string;
  /** `{name}` of its file name, where the user's own code says so. */
  name?: string;
  /** What the user's own code wants kept with it. */
  meta?: Metadata;
  /** The user's own code does not want it. */
  vetoed?: true;
  /** The page that it stands on, where that is not the document: absolute URL. `folder`: it is saved in that page's. */
  page?: { url: string; folder?: true };
}

/** A URL on the page that can never be fetched as a picture. */
export interface Refused {
  /** As it stood, cut to 200 characters. */
  url: string;
  /** SHA-256 of the whole URL, hex: identity, as `url` may be cut. */
  hash: string;
  rule: 'data_url' | 'unsupported_scheme' | 'invalid_url';
}

export interface PageLink {
  /** Absolute http(s) URL without fragment. */
  url: string;
  text: string;
  /** Set when the link leads to another page of this same gallery. */
  pagination?: { rel: 'next' | 'prev' | 'number' | 'other'; page?: number };
  /** The handler of the user's own that reads the page. */
  label?: string;
  /** It leads to a feed, a sitemap, a list or an answer of an API: to be read, whatever its name and type. */
  document?: true;
  /** It is what a feed, a list or an API tells of, wherever on the site it is kept. */
  listed?: true;
}

export interface PageContent {
  /** What read it, where the generic rules did not: `recipe piwigo`, `extractor shop`, `label detail`. */
  readBy?: string;
  title?: string;
  /** In document order; one entry a picture. */
  pictures: Picture[];
  refused: Refused[];
  links: PageLink[];
  /** Links to files that are neither pages nor pictures, at most 200: what is not followed. */
  otherFiles?: string[];
  /** `meta` elements that speak to robots, names as they stand; absent where there is none. */
  robots?: RobotsMeta[];
  /** Absolute URL that the page sends its visitors on to (`<meta http-equiv=refresh>`), unless to itself. */
  refresh?: string;
  /** The page has a field for a password: action, id, name and class of its form. */
  passwordForm?: string;
  /** The page has more than is looked at: elements, pictures, links or URLs. */
  incomplete?: true;
}

export interface RobotsMeta {
  name: string;
  content: string;
}
