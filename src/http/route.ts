/** The way of one picture request through its redirects: where it is, and what it may carry on. */
import { AttemptError } from '../errors.ts';
import {
  lowerCaseNames,
  pictureHeaders,
  sharesCredentials,
  withoutCredentials,
  type Headers,
} from './headers.ts';
import { redactUrl } from './redact.ts';

function decodeUserInfo(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes user name and password out of a URL, as the Authorization header that they mean (RFC 7617). */
function takeCredentials(url: URL): Headers {
  if (url.username === '' && url.password === '') return {};
  const pair = `${decodeUserInfo(url.username)}:${decodeUserInfo(url.password)}`;
  url.username = '';
  url.password = '';
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function parseStart(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new AttemptError('unexpected', `"${redactUrl(text)}" is not an http or https URL.`);
}

export class Route {
  readonly #page: URL | undefined;
  readonly #maxRedirects: number;
  readonly #chain: URL[] = [];
  readonly #seen = new Set<string>();
  #url: URL;
  #own: Headers;

  /** @throws AttemptError `unexpected` when `start` is not an http or https URL */
  constructor(
    start: string,
    referer: string | undefined,
    headers: Headers | undefined,
    maxRedirects: number,
  ) {
    this.#url = parseStart(start);
    this.#url.hash = '';
    this.#page = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined;
    this.#maxRedirects = maxRedirects;
    this.#own = { ...takeCredentials(this.#url), ...lowerCaseNames(headers) };
    this.#chain.push(this.#url);
  }

  get url(): URL {
    return this.#url;
  }

  /** The Cookie header that the caller set, while it may be sent. */
  get ownCookie(): string | undefined {
    return this.#own['cookie'];
  }

  /**
   * The headers to send to `url`.
   * @throws AttemptError `too_many_redirects` when the same URL was asked with the same cookies before: a loop.
   *   A site that sets a cookie and redirects to the same page is none.
   */
  headers(cookie: string | undefined): Headers {
    const asked = `${this.#url.href}\n${cookie ?? ''}`;
    if (this.#seen.has(asked)) {
      const message = `The redirects run in a circle at ${redactUrl(this.#url.href)}.`;
      throw new AttemptError('too_many_redirects', message);
    }
    this.#seen.add(asked);
    return {
      ...pictureHeaders(this.#page, this.#chain, this.#url),
      ...this.#own,
      ...(cookie === undefined ? {} : { cookie }),
    };
  }

  /**
   * Follows a redirect. Credentials that the caller gave stay behind when it leads to another host.
   * @throws AttemptError `too_many_redirects`
   */
  go(target: URL): void {
    if (this.#chain.length > this.#maxRedirects) {
      const message = `The picture redirects more than ${this.#maxRedirects} times.`;
      throw new AttemptError('too_many_redirects', message);
    }
    if (!sharesCredentials(this.#url, target)) this.#own = withoutCredentials(this.#own);
    this.#own = { ...this.#own, ...takeCredentials(target) };
    this.#url = target;
    this.#chain.push(target);
  }
}
