/** Which pages a crawl may read, and which pictures it may fetch. */
import { siteOf } from '../extract/index.ts';

export interface ScopeOptions {
  start: readonly string[];
  spanHosts: boolean;
  include: readonly string[];
  exclude: readonly string[];
}

export interface Scope {
  /** Pages stay on the start URLs' sites, match an `include` if there is one, and no `exclude`. */
  allowsPage(url: string): boolean;
  /** Pictures may come from any host, unless an `exclude` matches. */
  allowsPicture(url: string): boolean;
  /** Whether a page that redirected here is still one of the crawl's. */
  onSite(url: string): boolean;
}

export function createScope({ start, spanHosts, include, exclude }: ScopeOptions): Scope {
  const sites = new Set(start.map(siteOf));
  const included = include.map(matcher);
  const excluded = exclude.map(matcher);
  const onSite = (url: string) => spanHosts || sites.has(siteOf(url));
  const allowsPicture = (url: string) => !excluded.some((matches) => matches(url));
  return {
    onSite,
    allowsPicture,
    allowsPage: (url) =>
      onSite(url) &&
      allowsPicture(url) &&
      (included.length === 0 || included.some((matches) => matches(url))),
  };
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
