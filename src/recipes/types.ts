/** What a recipe is: how pages of one site, or of one kind of software, are read where the generic rules are not enough. */
import type { PageContent, PageDocument } from '../extract/index.ts';
import type { CheerioAPI } from '../extract/select.ts';

/** Something, or the promise of it. */
type Soon<T> = T | Promise<T>;

/** A recipe that is ready for use: reads the pages that it matches. */
export interface PageRecipe {
  /** For messages. */
  name: string;
  matches(document: PageDocument): Soon<boolean>;
  /**
   * @param generic what the generic rules find
   * @param warn told what a person should know; says each thing once a crawl
   */
  read(
    document: PageDocument,
    generic: PageContent,
    warn: (code: string, message: string) => void,
  ): Soon<PageContent>;
  /** Called before a crawl begins. @throws CrawlError when the recipe cannot be used */
  prepare?(): Promise<void>;
}

/** A document as a recipe sees it. */
export interface RecipePage {
  /** Its own address, after redirects. */
  readonly url: string;
  /** The page, for CSS selectors: `$('a.full')`. Empty for a document that is not markup. */
  readonly $: CheerioAPI;
  /** The value of a JSON document; undefined for any other. */
  readonly json: unknown;
}

/** A picture as a recipe names it; URLs may be relative to the page. */
export interface RecipePicture {
  url: string;
  /** Smaller renditions of the same picture, best first. */
  others?: readonly string[];
  alt?: string;
  title?: string;
  caption?: string;
  /** `{name}` of its file name. */
  name?: string;
}

/**
 * Where a recipe holds: a pattern for the address, in which `*` stands for any characters (`example.org/albums/*`;
 * without a path the whole host, with `*.` in front its subdomains too); a regular expression for the address; a
 * function; or what the page says of itself. In an object all of it must hold, in a list any.
 */
export type RecipeMatch = MatchRule | readonly MatchRule[];

export type MatchRule =
  | string
  | RegExp
  | ((page: RecipePage) => boolean)
  | {
      url?: string | RegExp;
      /** What `<meta name="generator">` says: text it contains, in any case, or a regular expression. */
      generator?: string | RegExp;
      /** A selector that something on the page must match. */
      has?: string;
    };

/**
 * A CSS selector, with `@attribute` where the address is not in `href`, `src` or `content`: `a.full`,
 * `img.photo@data-full`. In a list the first that finds something counts.
 */
export type Selector = string | readonly string[];

/** What `defineRecipe` takes. */
export interface RecipeDefinition {
  /** What messages call it. Default: what `match` says. */
  id?: string;
  match: RecipeMatch;
  /** The pictures of a page. Default: the generic rules find them. */
  pictures?: Selector | ((page: RecipePage) => Soon<Iterable<string | RecipePicture>>);
  /** Links to follow: albums, viewers of single pictures. Default: the generic rules find them. */
  pages?: Selector | ((page: RecipePage) => Soon<Iterable<string>>);
  /** The link to the next page of the same gallery. Default: the generic rules find it. */
  next?: Selector | ((page: RecipePage) => Soon<string | undefined>);
  /**
   * What a picture's file is called, `{name}` in `--filename`: a selector for what stands with the picture, or a
   * function. Default: what the server or the address says.
   */
  name?: string | ((picture: RecipePicture, page: RecipePage) => string | undefined);
  /** What stands below a picture: a selector for what stands with it. */
  caption?: string;
  /** The title of the page. Default: that of its `title` element. */
  title?: string | ((page: RecipePage) => string | undefined);
  /** Nothing beside what the recipe finds: no generic pagination, and nothing on a page where it finds nothing. */
  only?: boolean;
}
