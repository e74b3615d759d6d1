import { own } from './own.ts';
import type { Refused } from './types.ts';

/**
 * Longest URL that is worth asking for, in characters. RFC 9110 §4.1 asks for 8,000 octets; servers commonly refuse
 * more than 16 KiB of headers. The limit also bounds what a page can cost whose `<base href>` is huge, as
 * every relative URL on the page repeats it.
 */
export const MAX_URL_LENGTH = 16_384;

export type NormalisedUrl = { url: string } | { refused: Refused['rule'] };

/**
 * Resolves a URL as it stands on a page, by the WHATWG URL Standard: ends trimmed, tabs and newlines inside removed,
 * backslashes read as slashes, host names lower-cased and in Punycode, spaces and non-ASCII percent-encoded.
 * The fragment is removed, as it is never sent. User name and password are kept: a page that links to
 * `http://guest:guest@host/` cannot be followed without them.
 *
 * Never throws. A `base` that is no URL only refuses what is relative to it. Longer than `MAX_URL_LENGTH` is
 * `invalid_url`.
 */
export function normaliseUrl(raw: string, base: string): NormalisedUrl {
  if (isDataUrl(raw)) return { refused: 'data_url' };
  const parsed = parse(raw, base);
  if (parsed === undefined) return { refused: 'invalid_url' };
  if (parsed.protocol === 'data:') return { refused: 'data_url' };
  if (!isWeb(parsed)) return { refused: 'unsupported_scheme' };
  const url = withoutFragment(parsed.href);
  return url.length > MAX_URL_LENGTH ? { refused: 'invalid_url' } : { url: own(url) };
}

/**
 * What relative URLs on a page are resolved against: the page's own URL, or its first `<base href>` resolved against
 * that, unless it is no URL or a `data:` or `javascript:` one (HTML Living Standard §4.2.3, "frozen base URL").
 */
export function baseUrl(pageUrl: string, baseHref: string | undefined): string {
  if (baseHref === undefined || isDataUrl(baseHref)) return pageUrl;
  const parsed = parse(baseHref, pageUrl);
  if (parsed === undefined || /^(?:data|javascript):$/.test(parsed.protocol)) return pageUrl;
  return parsed.href.length > MAX_URL_LENGTH ? pageUrl : withoutFragment(parsed.href);
}

/** Host and port, lower case, a scheme's default port left out; empty when `url` is no http(s) URL. */
export function hostOf(url: string): string {
  const parsed = parse(url);
  return parsed !== undefined && isWeb(parsed) ? parsed.host : '';
}

/**
 * What "the same site" compares: host name without a leading `www.` or a trailing dot, plus the port;
 * empty when `url` is no http(s) URL.
 */
export function siteOf(url: string): string {
  const parsed = parse(url);
  if (parsed === undefined || !isWeb(parsed)) return '';
  // `www.com` is a domain of its own: take the label off only where a whole domain is left.
  const name = parsed.hostname.replace(/\.$/, '').replace(/^www\.(?=[^.]+\.)/, '');
  return parsed.port === '' ? name : `${name}:${parsed.port}`;
}

/** Everything before `#`; the serialiser encodes every other `#`, so the first one starts the fragment. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash === -1 ? url : url.slice(0, hash);
}

/** The parsed URL; an absolute `raw` needs no valid base. */
export function parse(raw: string, base?: string): URL | undefined {
  try {
    return new URL(raw, base);
  } catch {
    return base !== undefined && URL.canParse(raw) ? new URL(raw) : undefined;
  }
}

function isWeb(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** Told without parsing: the URL may be megabytes of base64. */
function isDataUrl(raw: string): boolean {
  return /^\s*data:/i.test(raw);
}
