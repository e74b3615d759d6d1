/** Which pages a crawl may read, and which pictures it may fetch. */
import { hostOf, siteOf } from '../extract/index.ts';

export interface ScopeOptions {
  start: readonly string[];
  /**
   * How far pages may lie from a start URL: `path` below its folder, `host` on its host, `site` on its host with or
   * without `www.`; `auto` (default) below it where it is a folder, that is a URL with a path that ends with `/`, else on
   * its site.
   */
  scope?: 'auto' | 'path' | 'host' | 'site';
  spanHosts: boolean;
  include: readonly string[];
  exclude: readonly string[];
}

export interface Scope {
  /** Pages stay within reach of a start URL, match an `include` if there is one, and no `exclude`. */
  allowsPage(url: string): boolean;
  /**
   * The same for pages that belong to one within reach, wherever on the site they are kept: viewers, further pages of a
   * gallery, what a feed names. The folders above a start URL never do.
   */
  allowsBeside(url: string): boolean;
  /** Pictures may come from any host, unless an `exclude` matches. */
  allowsPicture(url: string): boolean;
  /** Whether a page that redirected here is still one of the crawl's. */
  onSite(url: string): boolean;
}

/** A start URL's site or host, and the folder that pages stay below, if they do. */
interface Reach {
  place: string;
  folder: string | undefined;
}

export function createScope(options: ScopeOptions): Scope {
  const { start, scope = 'auto', spanHosts, include, exclude } = options;
  const placeOf = scope === 'host' ? hostOf : siteOf;
  const reaches = start.map((url) => ({ place: placeOf(url), folder: folderOf(url, options) }));
  const places = new Set(reaches.map(({ place }) => place));
  const whole = new Set(
    reaches.filter(({ folder }) => folder === undefined).map(({ place }) => place),
  );
  const included = include.map(matcher);
  const excluded = exclude.map(matcher);
  const onSite = (url: string) => spanHosts || places.has(placeOf(url));
  const isReached = (url: string, comparesTo: (reach: Reach, path: string) => boolean) => {
    const place = placeOf(url);
    if (whole.has(place)) return true;
    if (!places.has(place)) return spanHosts;
    const { pathname } = new URL(url);
    return reaches.some((reach) => reach.place === place && comparesTo(reach, pathname));
  };
  const allowsPicture = (url: string) => !excluded.some((matches) => matches(url));
  const isWanted = (url: string) =>
    allowsPicture(url) && (included.length === 0 || included.some((matches) => matches(url)));
  return {
    onSite,
    allowsPicture,
    allowsPage: (url) => isReached(url, isBelow) && isWanted(url),
    allowsBeside: (url) => isReached(url, isNotAbove) && isWanted(url),
  };
}

function folderOf(url: string, { scope = 'auto', spanHosts }: ScopeOptions): string | undefined {
  const { pathname } = new URL(url);
  const isFolder = pathname.endsWith('/') && pathname !== '/' && !spanHosts;
  if (scope !== 'path' && !(scope === 'auto' && isFolder)) return undefined;
  return pathname.slice(0, pathname.lastIndexOf('/') + 1);
}

/** `/a` is what servers redirect to `/a/`. */
function isBelow({ folder = '/' }: Reach, path: string): boolean {
  return path.startsWith(folder) || `${path}/` === folder;
}

function isNotAbove(reach: Reach, path: string): boolean {
  const { folder = '/' } = reach;
  return isBelow(reach, path) || !folder.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/** `/regex/`; or a pattern for the whole URL in which `*` stands for any characters; or a text that it contains. */
function matcher(pattern: string): (url: string) => boolean {
  if (pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')) {
    const regex = new RegExp(pattern.slice(1, -1), 'u');
    return (url) => regex.test(url);
  }
  if (!pattern.includes('*')) return (url) => url.includes(pattern);
  const pieces = pattern.split('*');
  return (url) => matchesPieces(url, pieces);
}

/** Greedy left-to-right search for the pieces between stars: linear, where a regex might backtrack. */
function matchesPieces(url: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!url.startsWith(first)) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = url.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return url.length - last.length >= from && url.endsWith(last);
}
