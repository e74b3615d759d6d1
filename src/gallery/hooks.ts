/** What is decided about a page's answer before its body is read; then the reading of it, within bounds. */
import { Readable } from 'node:stream';
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import { AttemptError } from '../errors.ts';
import { leaveBody, redactUrl, statusError } from '../http/index.ts';
import type { LeasedGallery } from '../model.ts';
import { MAX_PAGE_BYTES, tooLarge } from './body.ts';
import { declaredKind } from './document-kind.ts';
import { contextOf, type GalleryOptions } from './handler.ts';
import { PageEnded, unreadable } from './page-ended.ts';
import { holdPage, notReadable } from './read-page.ts';
import { pictureInsteadOfPage, type PageContext } from './requests.ts';
import { checkRobots, type RobotsPorts } from './robots.ts';

type HookContext = Pick<CheerioCrawlingContext, 'request' | 'response' | 'session'>;

/**
 * Crawlee's `postNavigationHooks` entry for pages. Crawlee would read a body of any size and parse it twice at one go:
 * it is read here and kept for `withPage`, and Crawlee is left with an empty one.
 */
export function createPageGate(options: GalleryOptions, ports: RobotsPorts) {
  return async (context: HookContext): Promise<void> => {
    const { request, response, session } = context;
    const page = ports.leaseOf(request);
    const finalUrl = response.url ?? page.url;
    try {
      checkStatus(response, session);
      checkPicture(response, contextOf(page, page.pageUrl ?? finalUrl, session?.id, options));
      checkAddress(finalUrl, page, options);
      if (finalUrl !== page.url) await checkRobots(page, ports.robots, finalUrl);
      const kind = checkType(response, page, finalUrl);
      checkLength(response);
      await holdPage(request, response, { page, finalUrl, ...kind, headers: response.headers });
      context.response = withoutBody(response);
    } catch (error) {
      // Without this the connection would stay open until it times out.
      await leaveBody(response, response.headers);
      const elsewhere = error instanceof AttemptError && new URL(finalUrl).host !== page.host;
      throw elsewhere ? error.atAnotherHost() : error;
    }
  };
}

function checkStatus(response: HookContext['response'], session: HookContext['session']): void {
  const error = statusError(response.statusCode ?? 0, response.headers, Date.now());
  if (!error) return;
  if (error.code === 'blocked' || error.code === 'rate_limited') session?.retire();
  throw error;
}

/** A link that leads to a picture instead of a page; a picture may come from any host. */
function checkPicture(response: HookContext['response'], context: PageContext): void {
  const type = typeOf(response);
  // Some servers send originals as a download; whether they are pictures, their bytes will tell.
  const download =
    type === 'application/octet-stream' && context.page.data.thumbnails !== undefined;
  if (!type.startsWith('image/') && !download) return;
  const found = [pictureInsteadOfPage(context)];
  throw new PageEnded({ state: 'skipped', rule: 'not_html', found });
}

function checkAddress(finalUrl: string, page: LeasedGallery, { scope }: GalleryOptions): void {
  if (scope.onSite(finalUrl)) return;
  if (page.pageUrl !== undefined) throw new PageEnded(unreadable(page, 'redirected_off_site'));
  throw new AttemptError(
    'bad_redirect',
    `The start URL leads to another site: begin at ${redactUrl(finalUrl)} instead, or allow other sites with --span-hosts.`,
  );
}

function checkType(response: HookContext['response'], page: LeasedGallery, finalUrl: string) {
  const type = typeOf(response);
  const { document, label } = page.data;
  const asked = page.pageUrl === undefined || document === true || label !== undefined;
  const declared = declaredKind(type, new URL(finalUrl), asked);
  if (declared !== undefined) return { type, asked, declared };
  const why = `is ${type}: neither a page, nor a feed, a sitemap, a list of URLs, or JSON`;
  throw notReadable({ page, finalUrl }, why, response.statusCode);
}

/** RFC 9110 §8.3: without a Content-Type the recipient may guess; for a page, HTML. */
function typeOf({ headers }: HookContext['response']): string {
  return /^[^;,\s]+/.exec((headers['content-type'] ?? '').trim().toLowerCase())?.[0] ?? 'text/html';
}

/** What Crawlee still looks at: status, headers and URL. */
function withoutBody(response: HookContext['response']): HookContext['response'] {
  const { statusCode, url, headers } = response;
  const empty = { statusCode, url, headers: { ...headers, 'content-type': 'text/html' } };
  return Object.assign(Readable.from([]), empty) as unknown as HookContext['response'];
}

function checkLength({ headers }: HookContext['response']): void {
  const length = Number(headers['content-length'] ?? 0);
  if (length > MAX_PAGE_BYTES) throw tooLarge(String(length));
}
