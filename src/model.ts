/**
 * The nouns of pixhaul.
 *
 * - **start URL** (seed): a page that the user named.
 * - **gallery**: here, any page that may show pictures or link to pages that do, and any feed, sitemap, list or JSON.
 * - **candidate**: a URL that a page offers for a picture; the extractor chooses among them.
 * - **request**: one URL in the queue, of kind `gallery` or `image`; unique by its `key`.
 * - **lease**: a request handed to one owner (a running crawl), until it is settled or the owner dies.
 * - **verdict**: how a lease ended; **outcome**: how a request ended, for good.
 * - **attempt**: one try that failed, with its error code; a request collects them.
 * - **record**: what is known of a saved picture; a row of the manifest.
 * - **failure**: a request that ended `failed`, with all its attempts.
 * - **rendition**: one of the files that a page offers for a picture. The best, the **original**, is the request's URL;
 *   the others are asked for one after another when it cannot be had.
 * - **skip rule**: the name of the rule by which a request was not carried out (`max_depth`, `data_url`, …).
 *
 * States: `pending → leased → done(crawled | saved | duplicate | skipped | failed)`; `leased → pending` again
 * on a retry (with `notBefore`), for the next best rendition, or when the owner died. `crawled` is the good end of a gallery, `saved` or
 * `duplicate` that of an image. Every change is one transaction of the store, and no other path exists.
 *
 * Times are milliseconds since the epoch; sizes are bytes; dimensions are pixels.
 */
import type { AttemptCode } from './errors.ts';

export type RequestKind = 'gallery' | 'image';

/** Values that JSON can hold, by name. */
export type Metadata = { readonly [name: string]: MetadataValue };
export type MetadataValue = string | number | boolean | null | readonly MetadataValue[] | Metadata;

/** What a gallery request carries from the page that found it. */
export interface GalleryData {
  /** Folder for its pictures: clean path segments joined by `/`. */
  gallery: string;
  /** 1 for a gallery's first page, 2 for the next that pagination leads to, … */
  page: number;
  /** How many pages in a row, up to the one that found this, brought no new picture (trap guard). */
  barren: number;
  /** Thumbnails that linked here: saved only if this page turns out to show no picture. */
  thumbnails?: NewImageRequest[];
  /** The handler of the user's own that reads it. */
  label?: string;
  /** It was linked as a feed, a sitemap, a list or an answer of an API: it is read as one, whatever its type. */
  document?: true;
  /** So many pictures in a row led out of the start URLs' reach to it; absent within. See `--scope`. */
  outside?: number;
}

/** What an image request carries from the page that found it. */
export interface ImageData {
  gallery: string;
  page: number;
  /** Position on its page, from 1. */
  num: number;
  alt?: string;
  title?: string;
  /** Text of its `figcaption`, or what a feed or an API says below it. */
  caption?: string;
  /** Crawlee session that fetched the page: its cookies go with the picture. */
  sessionId?: string;
  /** URLs of its other renditions, best first, no two the same; absent where there is none. */
  others?: string[];
  /** `{name}` of its file name, where the user's own code says so. */
  name?: string;
  /** What the user's own code wants kept with it. */
  meta?: Metadata;
}

interface NewRequestBase {
  /** Identity in the queue, together with the kind. See `requestKey`. */
  key: string;
  /** Absolute http(s) URL without fragment. */
  url: string;
  /** Host and port, lower case, that pacing counts by (`example.org`, `127.0.0.1:8080`). */
  host: string;
  /** Page that it was found on; absent for a start URL. Sent as Referer. */
  pageUrl?: string;
  /** Links followed from a start URL; pagination does not count. */
  depth: number;
  /** Present: the request is recorded as skipped by this rule, and never fetched. */
  skip?: SkipRule;
}
export type NewGalleryRequest = NewRequestBase & { kind: 'gallery'; data: GalleryData };
export type NewImageRequest = NewRequestBase & { kind: 'image'; data: ImageData };
export type NewRequest = NewGalleryRequest | NewImageRequest;

/** What the queue adds to a request that it hands out. */
export interface Lease {
  id: number;
  /** Attempts that failed since it was queued (or put back by `retry`). */
  tries: number;
  addedAt: number;
  /** Present: the host was given up. The request is to be failed as `host_unavailable`, without being sent. */
  hostUnavailable?: true;
}

/** What an earlier attempt left on disk: a part that may be continued, if the server still has the same file. */
export interface Resume {
  /** Final name of the part, reserved for this request. */
  fileName: string;
  /** A strong validator of the file (RFC 9110 §8.8.1): a strong ETag, or a Last-Modified that counts as strong. */
  validator: string;
  /** Bytes of the whole file, where the first answer told. */
  total?: number;
}

/**
 * What an answer, or its absence, says about its host, for pacing. `good`: it answered as a host does that is not in
 * trouble, whatever the status. `trouble`: it timed out, broke a connection, or refused one; `asked` when it said so
 * itself (429, 503), with its Retry-After as `restMs`; `answered` when an answer had begun before it broke off.
 */
export type HostSignal =
  { kind: 'good' } | { kind: 'trouble'; asked: boolean; restMs?: number; answered?: true };
export type LeasedGallery = NewGalleryRequest & Lease;
export type LeasedImage = NewImageRequest &
  Lease & {
    resume?: Resume;
    /** One of `data.others`, to ask for instead of `url`, which could not be had; `host` is then its host. */
    askedUrl?: string;
  };
/** A request in this owner's hands. */
export type LeasedRequest = LeasedGallery | LeasedImage;

export type SkipRule =
  /** A `data:` URL: the bytes are in the page, there is nothing to fetch. */
  | 'data_url'
  /** Neither http nor https. */
  | 'unsupported_scheme'
  /** Not a URL that the WHATWG parser accepts. */
  | 'invalid_url'
  /** Smaller rendition of a picture whose original was found. */
  | 'thumbnail'
  /** The hook `onCandidate` of a library's user did not want it. */
  | 'vetoed'
  /** `--exclude` matched, or `--include` did not. */
  | 'excluded'
  /** More than `--depth` links away. */
  | 'max_depth'
  /** Below a chain of `--barren-limit` pages that brought no new picture. */
  | 'barren'
  /** A page link that led to something that is neither a page, a feed or the like, nor a picture. */
  | 'not_html'
  /** A page that redirected off the crawl's sites. */
  | 'redirected_off_site'
  /** robots.txt of its host disallows it (RFC 9309). */
  | 'robots'
  /** The picture came with an `X-Robots-Tag` of noindex, noimageindex, noai or noimageai. */
  | 'robots_tag'
  /** Its page says so, in a `robots` meta element or its own `X-Robots-Tag`. */
  | 'robots_meta'
  /** Decoration of the page, unless `--all`: see `DecorRule`. */
  | DecorRule
  /** Filters that the user set, each by its option's name. */
  | 'filesize_min'
  | 'filesize_max'
  | 'min_width'
  | 'min_height'
  | 'max_aspect_ratio'
  | 'types';

/** What is no picture of a gallery, and is left out unless `--all` is given. */
export type DecorRule =
  /** Icons, buttons, bullets, flags, emoji, sprites, by declared size, name or class. */
  | 'icon'
  /** Faces of users and authors. */
  | 'avatar'
  /** The site's own name and mark, banners of its head. */
  | 'logo'
  | 'advertisement'
  /** A picture of one pixel or so, that counts visits. */
  | 'tracking_pixel'
  /** Art of menus, heads and feet of pages. */
  | 'navigation'
  /** It stands on page after page. */
  | 'repeated';

/** One failed try. */
export interface Attempt {
  at: number;
  code: AttemptCode;
  /** HTTP status where one was received. */
  status?: number;
  message: string;
}

/** A saved picture. */
export interface ImageRecord {
  /** URL after redirects. */
  finalUrl: string;
  /** Path below the destination, `/` as separator on every system. */
  fileName: string;
  /** Lower-case hex. */
  sha256: string;
  bytes: number;
  width?: number;
  height?: number;
  mediaType: string;
  fetchedAt: number;
  etag?: string;
  lastModified?: string;
}

export type Outcome =
  | { state: 'crawled'; found: NewRequest[] }
  | { state: 'saved'; record: ImageRecord }
  /** `of`: id of the request that saved the same bytes. */
  | { state: 'duplicate'; of: number; sha256: string; bytes: number }
  | { state: 'skipped'; rule: SkipRule; found?: NewRequest[] }
  /** `found`: thumbnails that led to a page that cannot be read. */
  | { state: 'failed'; attempt: Attempt; found?: NewRequest[] };

/** How a lease ends: for good, or back into the queue. */
export type Verdict =
  | Outcome
  /** Try again, not before the given time. `progressed`: the part grew, so that the tries begin anew. */
  | { state: 'retry'; attempt: Attempt; notBefore: number; progressed?: boolean }
  /** A picture that cannot be had at this URL: ask for another rendition, at `host`. The tries begin anew. */
  | { state: 'instead'; attempt: Attempt; askedUrl: string; host: string }
  /** Put back untouched: the crawl is being stopped. */
  | { state: 'returned' };

/** Requests of one kind by state. `queued` is the sum of all the others. */
export interface StateCounts {
  queued: number;
  /** Ready, waiting for `notBefore`, or leased. */
  pending: number;
  crawled: number;
  saved: number;
  duplicate: number;
  skipped: number;
  failed: number;
}

export interface Counts {
  image: StateCounts;
  gallery: StateCounts;
  /** Bytes of all saved pictures. */
  bytes: number;
  /** Leased at this moment (part of `pending`); for whoever only reads, as of some seconds ago. */
  leased: number;
}

/** A row of the manifest, as exported. Columns are stable; see docs/outcomes.md. */
export interface ManifestRow {
  url: string;
  final_url: string;
  page_url: string | null;
  file_name: string;
  sha256: string;
  bytes: number;
  width: number | null;
  height: number | null;
  media_type: string;
  alt: string | null;
  /** ISO 8601, UTC. */
  fetched_at: string;
  etag: string | null;
  last_modified: string | null;
  /** `next_best`: `url` could not be had, and another rendition was saved, from `final_url`. */
  rendition: 'next_best' | null;
}

/** A row of the failures, as exported. Columns are stable; see docs/outcomes.md. */
export interface FailureRow {
  url: string;
  page_url: string | null;
  kind: RequestKind;
  code: AttemptCode;
  http_status: number | null;
  message: string;
  attempts: number;
  errors: { at: string; code: AttemptCode; http_status: number | null; message: string }[];
  first_failed_at: string;
  last_failed_at: string;
}

/** A row of the skipped requests, as exported. */
export interface SkippedRow {
  url: string;
  page_url: string | null;
  kind: RequestKind;
  rule: SkipRule;
}

/** A row of the duplicates, as exported. */
export interface DuplicateRow {
  url: string;
  page_url: string | null;
  sha256: string;
  bytes: number;
  /** The URL that saved these bytes, and its file. */
  duplicate_of: string;
  file_name: string;
}
