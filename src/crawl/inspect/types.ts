/** What `inspectPage` takes and returns. */
import type { CrawlOptions } from '../../config/index.ts';
import type { AttemptCode } from '../../errors.ts';
import type { CandidateSource, PageLink, RobotsMeta } from '../../extract/types.ts';
import type { LinkRule } from '../../gallery/follow.ts';
import type { Log } from '../../log.ts';
import type { SkipRule } from '../../model.ts';
import type { PageExtensions } from '../extensions.ts';

/** Those of a crawl that say how a page is read, and what of it is saved and followed. `tries` is 1 unless given. */
export type InspectOptions = Omit<CrawlOptions, 'start' | 'destination' | 'storage' | 'name'> &
  PageExtensions & {
    /** For a saved file: the address that it was saved from. Default: what the file says of it. */
    url?: string;
  };

export interface InspectSurroundings {
  /** Default: silent. */
  log?: Log;
  /** Where options with an environment variable look for it. Default: none. */
  environment?: Record<string, string | undefined>;
  /** Ends the inspection: `inspectPage` rejects with its reason. */
  signal?: AbortSignal;
}

/** One URL that the page offers for a picture. */
export interface InspectedCandidate {
  /** From 1, in the order of the page; the candidates of one picture follow each other, the best first. */
  number: number;
  /** Which picture of the page, from 1; 0 for a URL that can never be fetched. */
  picture: number;
  /**
   * `save`: a crawl would fetch it. `skip`: it would be recorded as skipped, by `rule`. `smaller`: another rendition of
   * the same picture, `of`, was chosen.
   */
  fate: 'save' | 'skip' | 'smaller';
  rule?: SkipRule | 'robots_unavailable';
  /** Number of the candidate that was chosen instead. */
  of?: number;
  source: CandidateSource | 'page' | 'refused';
  url: string;
  /** Pixels, where the page tells. */
  width?: number;
  /** Where the page tells. */
  density?: number;
  alt?: string;
  title?: string;
  caption?: string;
  /** The page that is read for a larger one. */
  viewer?: string;
}

export type { LinkRule };

/** One page that the page links to. */
export interface InspectedLink {
  url: string;
  text: string;
  follow: boolean;
  /** Why it is not followed; `itself`: it leads to this page. */
  rule?: LinkRule | 'itself' | 'robots_unavailable' | SkipRule;
  /** It leads to another page of this same gallery. */
  pagination?: NonNullable<PageLink['pagination']>;
}

export interface InspectedPage {
  /** As it was asked for. */
  url: string;
  /** After redirects. */
  finalUrl: string;
  /** `picture`: the address gave a picture, which is the only candidate. */
  kind: 'html' | 'xml' | 'json' | 'text' | 'picture';
  title?: string;
  /** A name of the Encoding standard. */
  encoding?: string;
  /** A browser showed it first (`render`). */
  rendered: boolean;
  /** `robots` meta elements. */
  robots: RobotsMeta[];
  /** Where the page sends its visitors on to. */
  refresh?: string;
  /** What read it, where the generic rules did not: `recipe piwigo`, `extractor shop`. */
  readBy?: string;
  /** It has a form that asks for a password. */
  login: boolean;
  /** It has more than is looked at. */
  incomplete: boolean;
}

/** Why a page could not be read: as a crawl would record it. */
export interface InspectionFailure {
  code: AttemptCode | SkipRule;
  message: string;
  status?: number;
}

export interface PageInspection {
  page: InspectedPage;
  candidates: InspectedCandidate[];
  links: InspectedLink[];
  warnings: { code: string; message: string }[];
  /** Present when the page could not be read; then there are no candidates and no links. */
  failure?: InspectionFailure;
}
