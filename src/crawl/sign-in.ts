/** What the user signs in with: read before anything is asked for, and never part of what is written down. */
import { readFile } from 'node:fs/promises';
import type { CrawlConfig, CrawlOptions } from '../config/index.ts';
import { CrawlError, messageOf } from '../errors.ts';
import { createSignIn, parseCookieFile, type SignIn, type UserCookie } from '../http/index.ts';

/** Options that give access: each run is told them anew. */
const SECRET = ['cookies', 'header', 'user'] as const satisfies (keyof CrawlOptions)[];

/** Options that may be written down. */
export function withoutSecrets(options: CrawlOptions): CrawlOptions {
  return { ...options, ...Object.fromEntries(SECRET.map((key) => [key, undefined])) };
}

/** `name:password` by origin. */
type Passwords = ReadonlyMap<string, string>;

/** Takes name and password out of start URLs: they count for the whole origin, and are written down nowhere. */
export function takePasswords(start: readonly string[]): { start: string[]; passwords: Passwords } {
  const passwords = new Map<string, string>();
  const bare = start.map((text) => {
    const url = new URL(text);
    if (url.username === '' && url.password === '') return text;
    passwords.set(url.origin, `${decoded(url.username)}:${decoded(url.password)}`);
    url.username = '';
    url.password = '';
    return url.href;
  });
  return { start: bare, passwords };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A `%` that encodes nothing stands for itself.
    return text;
  }
}

export interface Secrets extends Pick<CrawlConfig, 'header' | 'user'> {
  cookies: UserCookie[];
  passwords: Passwords;
}

/** @throws CrawlError `invalid_option` for a file of cookies that cannot be used */
export async function readSecrets(
  { cookies: file, header, user }: Pick<CrawlConfig, (typeof SECRET)[number]>,
  passwords: Passwords,
): Promise<Secrets> {
  const cookies = file === undefined ? [] : await readCookies(file);
  return { cookies, header, user, passwords };
}

async function readCookies(file: string): Promise<UserCookie[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CrawlError('invalid_option', `--cookies: cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const cookies = parseCookieFile(text, file);
  const good = cookies.filter(({ expires = Infinity }) => expires > Date.now());
  if (good.length > 0) return good;
  const why = cookies.length === 0 ? 'holds no cookie' : 'holds only cookies that have expired';
  throw new CrawlError(
    'invalid_option',
    `--cookies: ${file} ${why}: sign in with a browser, and export its cookies of the site again`,
  );
}

/** @returns undefined when there is nothing to sign in with */
export function signInTo(start: readonly string[], secrets: Secrets): SignIn | undefined {
  const { cookies, header, user, passwords } = secrets;
  if (cookies.length + header.length + passwords.size === 0 && user === undefined) return undefined;
  return createSignIn({ start, cookies, headers: header, user, passwords, now: Date.now });
}

/**
 * Links that end a session, in the words of common software (`/logout`, `?act=logout`, `signout.php`): who is signed in
 * does not follow them. A pattern as `--exclude` has them.
 */
export const LEAVES =
  '/(?:[/?&=._:-]|User)(?:[Ll]og|[Ss]ign)[-_]?(?:[Oo]ut|[Oo]ff)(?:$|[/?&=]|\\.(?:php|aspx?|jsp|html?|do|cgi)(?:$|[?]))/';
