/** When a page is shown in a browser before it is read, and what of the session goes along and comes back. */
import type { Session } from '@crawlee/core';
import type { CrawlConfig } from '../config/index.ts';
import {
  extractDocument,
  parsePage,
  type DocumentBody,
  type PageDocument,
} from '../extract/index.ts';
import type { CandidateSource } from '../extract/types.ts';
import { browserHeaders, type SignIn } from '../http/index.ts';
import type { BrowserCookie, RenderedPage, Renderer } from '../render/index.ts';

export interface RenderingOptions {
  when: CrawlConfig['render'];
  renderer: Renderer;
  /** Whether somebody else than the generic rules reads a page: then it is left to them as it came. */
  hasReader: (document: PageDocument) => Promise<boolean>;
  signIn: SignIn | undefined;
  /** Whether scripts may lead there: it is one of the crawl's pages, and robots.txt allows it. */
  mayOpen: (url: string) => Promise<boolean>;
}

/** A page that was fetched and parsed. */
interface GivenPage {
  body: DocumentBody;
  /** As it came, decoded. */
  html: string;
  /** The page's own, after redirects. */
  url: string;
}

export interface ShownPage {
  body: DocumentBody;
  url: string;
  /** A browser showed it. */
  rendered: boolean;
}

export type ShowPage = (page: GivenPage, session: Session | undefined) => Promise<ShownPage>;

export function createRendering(options: RenderingOptions): ShowPage {
  const { when, renderer, signIn, mayOpen } = options;
  return async (page, session) => {
    const { body, html, url } = page;
    if (body.kind !== 'html') return asItCame(page);
    if (when === 'auto' && !(await needsBrowser(page, options))) return asItCame(page);
    const headers = session === undefined ? {} : await browserHeaders(session);
    const shown = await renderer.render({
      ...{ url, html, mayOpen },
      userAgent: headers['user-agent'],
      languages: headers['accept-language'],
      cookies: [...userCookies(url, signIn), ...(session === undefined ? [] : cookiesOf(session))],
      headersFor: (to) => withoutCookie(signIn?.headersFor(to, undefined)),
    });
    // What scripts lead to may not be read, by an address or by a redirect: the page itself may.
    if (shown === undefined || (shown.url !== url && !(await mayOpen(shown.url))))
      return asItCame(page);
    if (session !== undefined) keepCookies(session, shown, signIn);
    const $ = await parsePage(shown.html);
    return {
      body: { ...body, kind: 'html', $, encoding: 'utf-8' },
      url: shown.url,
      rendered: true,
    };
  };
}

export function asItCame({ body, url }: GivenPage): ShownPage {
  return { body, url, rendered: false };
}

/** Places where a page has a picture of itself for others to show: it says nothing of what the page shows. */
const PREVIEWS: ReadonlySet<CandidateSource> = new Set<CandidateSource>([
  'open-graph',
  'twitter-card',
  'link-image',
  'microdata',
  'json-ld',
]);

/** It has scripts, and shows no picture without them. */
async function needsBrowser(
  { body, html, url }: GivenPage,
  { hasReader }: RenderingOptions,
): Promise<boolean> {
  if (!/<script[\s>]/i.test(html)) return false;
  const document = { ...body, url };
  if (await hasReader(document)) return false;
  const { pictures } = await extractDocument(document);
  return pictures.every(({ decor, chosen }) => decor !== undefined || PREVIEWS.has(chosen.source));
}

/** All that the session has: the browser knows itself which of them go where. */
function cookiesOf(session: Session): BrowserCookie[] {
  return session.getState().cookieJar.cookies.flatMap((cookie): BrowserCookie[] => {
    const { key, value, domain, path, expires } = cookie;
    if (typeof key !== 'string' || typeof value !== 'string' || typeof domain !== 'string')
      return [];
    const seconds = typeof expires === 'string' ? Date.parse(expires) / 1000 : NaN;
    return [
      {
        ...{ name: key, value, path: typeof path === 'string' ? path : '/' },
        domain: cookie['hostOnly'] === true ? domain : `.${domain}`,
        httpOnly: cookie['httpOnly'] === true,
        secure: cookie['secure'] === true,
        ...(Number.isFinite(seconds) ? { expires: seconds } : {}),
      },
    ];
  });
}

/** A page has a few; what scripts set beyond that would only make the visitor conspicuous. */
const MAX_COOKIES = 50;

/** Of all that the browser has now, those that the page's own site set: not what the user signs in with. */
function keepCookies(
  session: Session,
  { cookies, url }: RenderedPage,
  signIn: SignIn | undefined,
): void {
  const at = new URL(url);
  const own = cookies.filter(
    ({ domain, name, value }) =>
      isBelow(at.hostname, domain) && signIn?.repeats(`${name}=${value}`, at) !== true,
  );
  session.setCookies(own.slice(0, MAX_COOKIES), url);
}

/** Of what the user signs in with, the cookies for a page; the session's go before them. */
function userCookies(url: string, signIn: SignIn | undefined): BrowserCookie[] {
  const at = new URL(url);
  const { cookie } = signIn?.headersFor(at, undefined) ?? {};
  if (cookie === undefined) return [];
  const place = { domain: at.hostname, path: '/', secure: at.protocol === 'https:' };
  return cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), ...place };
  });
}

function withoutCookie(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'cookie'));
}

function isBelow(host: string, domain: string): boolean {
  return domain.startsWith('.') ? `.${host}`.endsWith(domain) : host === domain;
}
