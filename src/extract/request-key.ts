import type { RequestKind } from '../model.ts';
import { own } from './own.ts';
import { parse, withoutFragment } from './url.ts';

/** Parameters that follow a visitor about and never choose what a page shows. Names that may do both stay. */
const VISITOR_PARAMETER =
  /^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|oscsid|zenid)$/i;

/** A listing of a folder links to itself sorted by each column: Apache's mod_autoindex `?C=N;O=D`, Caddy the other. */
const LISTING_SORT =
  /^\?(?:C=[NMSD][;&]O=[AD]|sort=(?:name|namedirfirst|size|time)&order=(?:asc|desc))$/;

/**
 * Identity of a request in the queue.
 *
 * An image is its exact URL without the fragment: two different pictures never merge. A gallery is told by what
 * chooses its content: query parameters sorted by name (equal names keep their order), those for tracking and
 * sessions dropped, `;jsessionid=` in the path likewise. Keys of galleries begin with `gallery `, so that a URL
 * met both as a page and as a picture is two requests.
 */
export function requestKey(kind: RequestKind, url: string): string {
  if (kind === 'image') return own(withoutFragment(url));
  const parsed = parse(url);
  if (parsed === undefined) return own(`gallery ${withoutFragment(url)}`);
  parsed.hash = '';
  parsed.pathname = parsed.pathname.replace(/;jsessionid=[^/;]*/gi, '');
  const isSorted = parsed.pathname.endsWith('/') && LISTING_SORT.test(parsed.search);
  parsed.search = isSorted ? '' : sortedQuery(parsed.search);
  return own(`gallery ${parsed.href}`);
}

/** Works on the text as it is: decoding and encoding again could change what the server reads. */
function sortedQuery(search: string): string {
  const query = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !VISITOR_PARAMETER.test(nameOf(pair)))
    .map((pair) => ({ pair, name: nameOf(pair) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ pair }) => pair)
    .join('&');
  // The setter of `URL.search` takes one leading `?` away, which may be the query's own.
  return query === '' ? '' : `?${query}`;
}

function nameOf(pair: string): string {
  const equals = pair.indexOf('=');
  return equals === -1 ? pair : pair.slice(0, equals);
}
