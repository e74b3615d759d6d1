/** Request headers for a picture: those that a browser sends for an `<img>` of a page. */
import { getDomain } from 'tldts';

export type Headers = Record<string, string>;

const PICTURE_ACCEPT = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

/** Headers that only a navigation carries; the header generator makes those of a navigation. */
export const NAVIGATION_HEADERS = ['sec-fetch-user', 'upgrade-insecure-requests', 'priority'];

/** Names of headers that give access: they stay with the host that they were meant for. */
export const CREDENTIAL_NAME = /auth|cookie|token|secret|session|credential|passw|api-?key/;

export function lowerCaseNames(headers: Headers | undefined): Headers {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** The headers without those that give access. */
export function withoutCredentials(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !CREDENTIAL_NAME.test(name)),
  );
}

/** Whether credentials for `from` may go to `to`: the same origin, or its upgrade from http to https. */
export function sharesCredentials(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true;
  const upgraded = from.protocol === 'http:' && to.protocol === 'https:';
  return upgraded && from.hostname === to.hostname && from.port === '' && to.port === '';
}

/**
 * The Referer to send: without user information and fragment, and none from an https page to an http picture
 * (RFC 9110 §10.1.3). It is the full URL also across hosts: some hosts serve a picture only with it.
 */
function refererFor(page: URL | undefined, target: URL): string | undefined {
  if (page === undefined) return undefined;
  if (page.protocol === 'https:' && target.protocol === 'http:') return undefined;
  const referer = new URL(page);
  referer.username = '';
  referer.password = '';
  referer.hash = '';
  return referer.href;
}

function isSameSite(a: URL, b: URL): boolean {
  if (a.protocol !== b.protocol) return false;
  const options = { allowPrivateDomains: true };
  const [siteA, siteB] = [getDomain(a.hostname, options), getDomain(b.hostname, options)];
  // An IP address or a bare host name has no registrable domain and is its own site.
  return siteA === null || siteB === null ? a.hostname === b.hostname : siteA === siteB;
}

/**
 * `Sec-Fetch-Site` (Fetch Metadata §2.3): the farthest of all URLs of the redirect chain. Without a known page:
 * `same-origin`, as from a page that forbids referrers.
 */
function fetchSite(
  page: URL | undefined,
  chain: readonly URL[],
): 'same-origin' | 'same-site' | 'cross-site' {
  if (page === undefined || chain.every((url) => url.origin === page.origin)) return 'same-origin';
  return chain.every((url) => isSameSite(url, page)) ? 'same-site' : 'cross-site';
}

/** Headers of the last URL of a redirect chain, without cookies and without the caller's own. */
export function pictureHeaders(page: URL | undefined, chain: readonly URL[], target: URL): Headers {
  const referer = refererFor(page, target);
  return {
    accept: PICTURE_ACCEPT,
    // Pictures are compressed already; and a continued transfer counts the bytes of the file itself.
    'accept-encoding': 'identity',
    'sec-fetch-dest': 'image',
    'sec-fetch-mode': 'no-cors',
    'sec-fetch-site': fetchSite(page, chain),
    ...(referer === undefined ? {} : { referer }),
  };
}
