/** Reads `cookies.txt`, the file that browsers' extensions, curl and wget write: seven fields a line, between tabs. */
import { CrawlError } from '../errors.ts';

/** A cookie that the user brought along. */
export interface UserCookie {
  name: string;
  value: string;
  /** Host name, lower case, without a dot before it. */
  domain: string;
  /** For that host alone, not for those below it. */
  hostOnly: boolean;
  path: string;
  /** Over https alone. */
  secure: boolean;
  /** Milliseconds since the epoch; absent: until the browser is closed, and so for as long as the crawl takes. */
  expires?: number;
}

const FLAG = /^(?:true|false)$/i;
const isTrue = (flag: string): boolean => flag.toLowerCase() === 'true';
const HTTP_ONLY = /^#HttpOnly_/i;
/** What a cookie's name and value may hold, as far as browsers are concerned (RFC 6265 §5.2): no controls, no `;`. */
const SENDABLE = /^[^\p{Cc};\u{100}-\u{10ffff}]*$/u;

/**
 * Lines that begin with `#` and blank ones do not count, but `#HttpOnly_` is part of a domain.
 * @param file for messages, which never hold anything of a line but its number
 * @throws CrawlError `invalid_option`
 */
export function parseCookieFile(text: string, file: string): UserCookie[] {
  const cookies: UserCookie[] = [];
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = written.replace(HTTP_ONLY, '');
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cookie = cookieOf(line.split('\t'));
    if (typeof cookie !== 'string') cookies.push(cookie);
    else
      throw new CrawlError(
        'invalid_option',
        `--cookies: line ${index + 1} of ${file}: ${cookie}. A cookies.txt (Netscape format) has seven fields a line, between tabs: domain, TRUE or FALSE for the hosts below it, path, TRUE or FALSE for https alone, expiry in seconds, name, value`,
      );
  }
  return cookies;
}

/** The cookie, or what is wrong with it. */
function cookieOf(fields: readonly string[]): UserCookie | string {
  const [host = '', below = '', path = '', secure = '', expiry = '', name = '', value = ''] =
    fields;
  // Whatever trims lines takes the tab before an empty value away.
  if (fields.length !== 7 && fields.length !== 6) return `${fields.length} fields, not seven`;
  const domain = hostNameOf(host.trim().replace(/^\./, ''));
  if (domain === undefined) return 'the domain is no host name';
  if (!FLAG.test(below)) return 'the second field is neither TRUE nor FALSE';
  if (!path.startsWith('/')) return 'the path does not begin with /';
  if (!FLAG.test(secure)) return 'the fourth field is neither TRUE nor FALSE';
  if (!/^-?\d{1,15}(?:\.\d+)?$/.test(expiry)) return 'the expiry is no number';
  if (name === '' || name.includes('=')) return 'the name is empty, or has a =';
  if (!SENDABLE.test(name) || !SENDABLE.test(value))
    return 'name or value has a character that no cookie can have';
  const seconds = Number(expiry);
  return {
    name,
    value,
    domain,
    hostOnly: !isTrue(below),
    path,
    secure: isTrue(secure),
    ...(seconds === 0 ? {} : { expires: seconds * 1000 }),
  };
}

/** As URLs have it: lower case, Punycode. */
function hostNameOf(text: string): string | undefined {
  const url = `http://${text}/`;
  return /^[^\s/?#@\\]+$/.test(text) && URL.canParse(url) ? new URL(url).hostname : undefined;
}
