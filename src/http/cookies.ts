/** Cookies of a session, at every hop of a redirect chain. */

import type { SignIn } from './sign-in.ts';

/** The shape of tough-cookie's jar, and so of a Crawlee session's `cookieJar`. */
export interface CookieJar {
  getCookieString(url: string): Promise<string>;
  setCookie(rawCookie: string, url: string): Promise<unknown>;
}

/** The Cookie header for a URL: what the jar holds, then what the caller set. */
export async function cookieHeader(
  jar: CookieJar | undefined,
  url: string,
  own: string | undefined,
): Promise<string | undefined> {
  const stored = await jar?.getCookieString(url);
  const parts = [stored, own].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : parts.join('; ');
}

/**
 * Stores what an answer sets, but for what the user said before: a jar is written down. A cookie that the jar refuses is dropped, as
 * browsers do (RFC 6265 §5.3).
 */
export async function storeCookies(
  jar: CookieJar | undefined,
  setCookie: readonly string[] | undefined,
  url: URL,
  signIn?: Pick<SignIn, 'repeats'>,
): Promise<void> {
  if (jar === undefined || setCookie === undefined) return;
  const store = async (raw: string): Promise<unknown> => jar.setCookie(raw, url.href);
  const news = setCookie.filter((raw) => signIn?.repeats(raw, url) !== true);
  await Promise.allSettled(news.map(store));
}
