/** What a program may add to a crawl of its own: hooks, extractors, labels. Their types are public API. */
import { CrawlError } from '../errors.ts';
import type {
  LinkInput,
  PageContent,
  PageDocument,
  PageLink,
  Picture,
  PictureInput,
} from '../extract/index.ts';
import type { CheerioAPI } from '../extract/select.ts';
import type { Attempt, ImageRecord, Metadata, RequestKind } from '../model.ts';
import type { Sink } from '../output/index.ts';
import type { PageRecipe } from '../recipes/index.ts';

type Awaitable<T> = T | Promise<T>;

/** The request for a page. */
export interface PageRequest {
  /** As it was queued, before redirects. */
  readonly url: string;
  /** The page that linked to it; absent for a start URL. */
  readonly pageUrl?: string;
  /** Links followed from a start URL. */
  readonly depth: number;
  /** Folder of its pictures. */
  readonly gallery: string;
  /** 1 for a gallery's first page, 2 for the next, … */
  readonly page: number;
  readonly label?: string;
}

/** A page that was fetched and parsed. Valid until the hook that it was given to has ended. */
export interface OpenPage {
  /** After redirects. */
  readonly url: string;
  readonly request: PageRequest;
  readonly document: PageDocument;
  /** Cheerio over the page; over nothing for a document that is not HTML. */
  readonly $: CheerioAPI;
  /** A URL of the page made absolute; undefined for one that cannot be fetched. */
  readonly resolve: (url: string) => string | undefined;
}

/** … to which pictures and links can be added. */
export interface ChangeablePage extends OpenPage {
  /** Adds a picture. It passes `onCandidate` and the crawl's filters like any other. */
  readonly addPicture: (picture: string | PictureInput) => void;
  /** Adds a page to follow, if it is within the crawl's scope. With a `label`, that label's handler reads it. */
  readonly follow: (link: string | LinkInput) => void;
}

/** What `onPage` sees: the page, and what it offers. */
export interface ReadPage extends ChangeablePage {
  readonly title: string | undefined;
  /** In document order; `chosen` is what would be fetched, `decor` says that it would be left out as decoration. */
  readonly pictures: readonly Picture[];
  readonly links: readonly PageLink[];
}

/** What takes the place of the page's own pictures or links. */
export interface PageChange {
  pictures?: readonly (string | PictureInput | Picture)[];
  links?: readonly (string | LinkInput)[];
}

/** What `onCandidate` says of a picture. */
export type CandidateVerdict =
  /** Not wanted: recorded as skipped by the rule `vetoed`. */
  | false
  /** Wanted, even if it looks like decoration. */
  | true
  /** As it is. */
  | undefined
  /** Wanted, with these changes; `url` is fetched instead of the chosen one. */
  | Partial<PictureInput>;

/** A page as an extractor or a label's handler gets it. */
export interface ExtractorPage extends OpenPage {
  /** What the generic rules find. */
  readonly generic: () => Promise<PageContent>;
}

export interface ExtractedPage {
  title?: string;
  pictures: readonly (string | PictureInput | Picture)[];
  links?: readonly (string | LinkInput)[];
}

/** Reads some pages instead of the generic rules. */
export interface Extractor {
  /** For messages. */
  name: string;
  /** Which pages, by their URL after redirects, or by what you like. */
  match: RegExp | ((url: string, document: PageDocument) => boolean);
  extract(page: ExtractorPage): Awaitable<ExtractedPage>;
}

/** A page with a label: it offers what its handler adds, and nothing else. */
export interface LabelPage extends ChangeablePage, ExtractorPage {}

/** What passes with a saved picture to `onSaved`. */
export interface SavedRequest {
  readonly id: number;
  /** As it was queued, before redirects. */
  readonly url: string;
  readonly pageUrl?: string;
  readonly gallery: string;
  readonly page: number;
  readonly num: number;
  readonly alt?: string;
  readonly title?: string;
  readonly caption?: string;
  /** As `onPage`, `onCandidate` or an extractor gave it. */
  readonly meta?: Metadata;
}

/** A page or a picture that failed for good. */
export interface FailedRequest extends Attempt {
  readonly id: number;
  readonly kind: RequestKind;
  readonly url: string;
  readonly pageUrl?: string;
  /** How many attempts were made; the code and the message are those of the last. */
  readonly attempts: number;
}

/** What a program can add to how pages are read. */
export interface PageExtensions {
  /** Called for each page when it has been read; may be asynchronous. What it throws fails the page (`hook_failed`). */
  onPage?:
    ((page: ReadPage) => Awaitable<PageChange | undefined>) | ((page: ReadPage) => Awaitable<void>);
  /** Called for each picture of a page, after `onPage`; may be asynchronous. What it throws fails the page. */
  onCandidate?:
    | ((picture: Picture, page: OpenPage) => Awaitable<CandidateVerdict>)
    | ((picture: Picture, page: OpenPage) => Awaitable<void>);
  /** Tried in order, before recipes and the generic rules. */
  extractors?: readonly Extractor[];
  recipes?: readonly PageRecipe[];
  /** Handlers of the pages that were followed with a `label`. */
  labels?: Readonly<Record<string, (page: LabelPage) => Awaitable<void>>>;
}

/** What a program can add to a crawl. */
export interface CrawlExtensions extends PageExtensions {
  /**
   * Called for each picture that was saved, after its record is committed: at least once, one after the other, in the
   * order saved, those of earlier runs that it was not called for included. The crawl does not wait for it, but `run()`
   * does. What it throws is a warning.
   */
  onSaved?: (record: ImageRecord, request: SavedRequest) => unknown;
  /** The same for each page or picture that failed. */
  onFailed?: (failure: FailedRequest) => unknown;
  /** Where pictures are saved; default: files below `destination`. */
  sink?: Sink;
  /** Aborted: the crawl ends early, as by `stop()`. */
  signal?: AbortSignal;
}

const SINK: Members = Object.fromEntries(
  ['prepare', 'close', 'create', 'reopen', 'place', 'save', 'discard', 'holds'].map((method) => [
    method,
    'function',
  ]),
);

const KINDS: Readonly<Record<keyof CrawlExtensions, (value: unknown) => string | undefined>> = {
  onPage: aFunction,
  onCandidate: aFunction,
  onSaved: aFunction,
  onFailed: aFunction,
  sink: (value) => lacking(value, SINK),
  signal: (value) => lacking(value, { aborted: 'boolean', addEventListener: 'function' }),
  extractors: (value) => each(value, { name: 'string', extract: 'function' }),
  recipes: aRecipe,
  labels: (value) =>
    typeof value === 'object' && value !== null
      ? Object.values(value)
          .map(aFunction)
          .find((wrong) => wrong !== undefined)
      : 'it is an object of functions by label',
};

/** Their keys beside the options. */
export const EXTENSIONS = Object.keys(KINDS);

/**
 * Parts a program's own code from the options, which are stored with the crawl.
 * @throws CrawlError `invalid_option`
 */
export function splitExtensions<Options extends object>(
  settings: Options & CrawlExtensions,
): { options: Options; extensions: CrawlExtensions } {
  const all = Object.entries(settings);
  const own = all.filter(([key, value]) => key in KINDS && value !== undefined);
  for (const [key, value] of own) {
    const wrong = KINDS[key as keyof CrawlExtensions](value);
    if (wrong !== undefined) throw new CrawlError('invalid_option', `${key}: ${wrong}`);
  }
  const options = Object.fromEntries(all.filter(([key]) => !(key in KINDS))) as Options;
  return { options, extensions: Object.fromEntries(own) };
}

function aFunction(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : `it is a function, not ${typeof value}`;
}

function aRecipe(value: unknown): string | undefined {
  const wrong = each(value, { name: 'string', matches: 'function', read: 'function' });
  return wrong && `${wrong}; make recipes with defineRecipe()`;
}

type Members = Readonly<Record<string, 'string' | 'function' | 'boolean'>>;

function each(value: unknown, members: Members): string | undefined {
  if (!Array.isArray(value)) return 'it is an array';
  for (const [index, item] of (value as unknown[]).entries()) {
    const wrong = lacking(item, members);
    if (wrong !== undefined) return `number ${index + 1}: ${wrong}`;
  }
  return undefined;
}

function lacking(value: unknown, members: Members): string | undefined {
  if (typeof value !== 'object' || value === null) return `it is an object, not ${typeof value}`;
  const given = value as Record<string, unknown>;
  const wrong = Object.entries(members).find(([name, type]) => typeof given[name] !== type);
  return wrong && `it lacks ${wrong[0]} (a ${wrong[1]})`;
}
