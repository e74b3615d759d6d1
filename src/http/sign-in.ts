/**
 * What the user signs in with: cookies, headers, name and password. For each URL that is asked for, a redirect's
 * included, it is decided anew what goes there; nothing is carried from one to the next. All of it stays in memory.
 */
import { getDomain } from 'tldts';
import type { UserCookie } from './cookie-file.ts';
import { sharesCredentials, type Headers } from './headers.ts';

export interface SignInOptions {
  /** The start URLs: nothing leaves their sites. */
  start: readonly string[];
  cookies: readonly UserCookie[];
  /** Names and values, names in lower case. A Cookie header is sent together with the other cookies. */
  headers: readonly (readonly [name: string, value: string])[];
  /** `name:password`, for the origins of all start URLs. */
  user: string | undefined;
  /** `name:password` by origin; goes before `user`. */
  passwords: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

export interface SignIn {
  /**
   * The headers that go to a URL beside others, names in lower case.
   * @param cookie the Cookie header that goes there anyway: what the site set itself goes before what the user gave
   */
  headersFor(url: URL, cookie: string | undefined): Headers;
  /** Names of all headers that it may add, in lower case. */
  readonly names: ReadonlySet<string>;
  /** Whether a Set-Cookie header only says what the user said. It need not be kept, and so not be written down. */
  repeats(setCookie: string, url: URL): boolean;
}

export function createSignIn(options: SignInOptions): SignIn {
  const sites = options.start.filter((url) => URL.canParse(url)).map((url) => new URL(url));
  const isHome = (url: URL): boolean => sites.some((site) => belongsTo(site, url));
  const headers = options.headers.filter(([name]) => name !== 'cookie');
  const written = options.headers.flatMap(([name, value]) =>
    name === 'cookie' ? pairsOf(value) : [],
  );
  // The longest path first (RFC 6265 §5.4).
  const cookies = [...options.cookies].sort((a, b) => b.path.length - a.path.length);

  const cookiesFor = (url: URL): Pair[] => {
    const now = options.now();
    const fitting = cookies.filter((cookie) => fits(cookie, url, now));
    return [...fitting.map(({ name, value }): Pair => [name, value]), ...written];
  };
  const userFor = (url: URL): string | undefined =>
    options.passwords.get(url.origin) ??
    (sites.some((site) => sharesCredentials(site, url)) ? options.user : undefined);

  return {
    names: new Set(['authorization', 'cookie', ...headers.map(([name]) => name)]),
    headersFor(url, cookie) {
      const user = userFor(url);
      if (!isHome(url)) return {};
      const pairs = without(cookiesFor(url), cookie);
      const all = [cookie ?? '', ...pairs.map((pair) => pair.join('='))].filter((c) => c !== '');
      return {
        ...(user === undefined ? {} : { authorization: basic(user) }),
        ...Object.fromEntries(headers),
        ...(pairs.length === 0 ? {} : { cookie: all.join('; ') }),
      };
    },
    repeats(setCookie, url) {
      const [said] = pairsOf(setCookie.split(';', 1)[0] ?? '');
      if (said === undefined || !isHome(url)) return false;
      return cookiesFor(url).some(([name, value]) => name === said[0] && value === said[1]);
    },
  };
}

/** Headers with what the user signs in with. Name and password that stand in a URL itself go before. */
export function signedIn(headers: Headers, url: URL, signIn: SignIn | undefined): Headers {
  if (signIn === undefined) return headers;
  const { authorization } = headers;
  const own = authorization === undefined ? {} : { authorization };
  return { ...headers, ...signIn.headersFor(url, headers['cookie']), ...own };
}

/** RFC 7617 §2, with UTF-8 for what is not ASCII. */
const basic = (user: string): string => `Basic ${Buffer.from(user, 'utf8').toString('base64')}`;

/**
 * Whether a URL is of a site: the same registrable domain (or the same host, where there is none), the same port, and
 * not in the clear where the site is not.
 */
function belongsTo(site: URL, url: URL): boolean {
  if (site.protocol === 'https:' && url.protocol === 'http:') return false;
  if (site.port !== url.port) return false;
  if (site.hostname === url.hostname) return true;
  const domain = getDomain(site.hostname, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(url.hostname, { allowPrivateDomains: true });
}

/** RFC 6265 §5.4: which cookies a request gets. */
function fits(
  { domain, hostOnly, path, secure, expires }: UserCookie,
  url: URL,
  now: number,
): boolean {
  if (expires !== undefined && expires <= now) return false;
  if (secure && url.protocol !== 'https:') return false;
  const host = url.hostname;
  // Nothing is below an address (§5.1.3).
  const isBelow = host.endsWith(`.${domain}`) && !/^[\d.]+$/.test(host);
  if (host !== domain && (hostOnly || !isBelow)) return false;
  const at = url.pathname;
  return at === path || (at.startsWith(path) && (path.endsWith('/') || at[path.length] === '/'));
}

type Pair = [name: string, value: string];

function pairsOf(cookie: string): Pair[] {
  return cookie.split(';').flatMap((text): Pair[] => {
    const equals = text.indexOf('=');
    return equals < 1 ? [] : [[text.slice(0, equals).trim(), text.slice(equals + 1).trim()]];
  });
}

/** Those whose name is not in a Cookie header. */
function without(pairs: readonly Pair[], cookie: string | undefined): Pair[] {
  const set = new Set(pairsOf(cookie ?? '').map(([name]) => name));
  return pairs.filter(([name]) => !set.has(name));
}
