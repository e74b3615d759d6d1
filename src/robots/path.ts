/** Paths and patterns in one spelling, so that comparing characters compares octets (RFC 9309 §2.2.2). */

/** What stands as it is: RFC 3986's unreserved and reserved characters, less those that URL parsers escape at times. */
const ESCAPED = /[^\w\-.~:/?@!$&()*+,;=%]/gu;
const UNRESERVED = /[\w\-.~]/;
/** In a query these are data like any other (RFC 3986 §3.4), however they are written. */
const SAME_IN_QUERY = /%(?:2F|3A|3F|40)/g;

/** Path and query of a URL, as rules are compared with. `*` and `$` are not special there, so they are escaped. */
export function comparablePath(url: URL): string {
  return spell(url.pathname + url.search)
    .replaceAll('*', '%2A')
    .replaceAll('$', '%24');
}

/** A rule's pattern: `*` is special everywhere, `$` only at its end (RFC 9309 §2.2.3). */
export function comparablePattern(pattern: string): string {
  const end = pattern.endsWith('$') ? '$' : '';
  const body = end === '' ? pattern : pattern.slice(0, -1);
  return spell(body).replaceAll('$', '%24').replace(/\*+/g, '*') + end;
}

function spell(text: string): string {
  const escaped = text
    .replace(ESCAPED, escape)
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/%[0-9A-Fa-f]{2}/g, unescapeUnreserved);
  const query = escaped.indexOf('?');
  if (query === -1) return escaped;
  const data = escaped.slice(query).replace(SAME_IN_QUERY, (octet) => decodeURIComponent(octet));
  return escaped.slice(0, query) + data;
}

/** By its UTF-8; half a surrogate pair, which has none, as the replacement character. */
function escape(character: string): string {
  return Array.from(
    Buffer.from(character, 'utf8'),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

function unescapeUnreserved(octet: string): string {
  const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
  return UNRESERVED.test(character) ? character : octet.toUpperCase();
}
