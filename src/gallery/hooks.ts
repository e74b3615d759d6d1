/** What is decided about a page's answer before its body is read and parsed. */
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import { AttemptError } from '../errors.ts';
import { redactUrl, statusError } from '../http/index.ts';
import type { LeasedGallery, Outcome, SkipRule } from '../model.ts';
import { contextOf, type GalleryOptions, type GalleryPorts } from './handler.ts';
import { pictureInsteadOfPage, type PageContext } from './requests.ts';

/** Thrown to end a page without reading it; Crawlee knows no other way out of a navigation. */
export class PageEnded extends Error {
  override readonly name = 'PageEnded';
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(`the page ended as ${outcome.state}`);
    this.outcome = outcome;
  }
}

type HookContext = Pick<CheerioCrawlingContext, 'request' | 'response' | 'session'>;

/** Crawlee's `postNavigationHooks` entry for pages. */
export function createPageGate(options: GalleryOptions, ports: Pick<GalleryPorts, 'leaseOf'>) {
  return ({ request, response, session }: HookContext): void => {
    const page = ports.leaseOf(request);
    const finalUrl = response.url ?? page.url;
    try {
      checkStatus(response, session);
      checkPicture(response, contextOf(page, page.pageUrl ?? finalUrl, session?.id, options));
      checkAddress(finalUrl, page, options);
      checkType(response, page, finalUrl);
      checkLength(response);
    } catch (error) {
      // The body is not going to be read: without this the connection would stay open until it times out.
      response.destroy();
      throw error;
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

const HTML = new Set(['text/html', 'application/xhtml+xml']);

function checkType(response: HookContext['response'], page: LeasedGallery, finalUrl: string): void {
  const type = typeOf(response);
  if (HTML.has(type)) {
    // Crawlee takes a header that is slightly malformed for no header at all.
    response.headers['content-type'] = `${type}${charsetOf(response.headers['content-type'])}`;
    return;
  }
  if (page.pageUrl !== undefined) throw new PageEnded(unreadable(page, 'not_html'));
  throw new AttemptError('not_html', `${redactUrl(finalUrl)} is ${type}, not an HTML page`, {
    status: response.statusCode,
  });
}

/** The thumbnails that led to a page that is not read are all that is left of its pictures. */
function unreadable(page: LeasedGallery, rule: SkipRule): Outcome {
  return { state: 'skipped', rule, found: page.data.thumbnails ?? [] };
}

/** RFC 9110 §8.3: without a Content-Type the recipient may guess; for a page, HTML. */
function typeOf({ headers }: HookContext['response']): string {
  return /^[^;,\s]+/.exec((headers['content-type'] ?? '').trim().toLowerCase())?.[0] ?? 'text/html';
}

/** `; charset=…` with a label that the Encoding standard knows; unknown ones are ignored, as browsers do. */
function charsetOf(header: string | undefined): string {
  const label = /charset\s*[=:]\s*["']?([\w:.-]+)/i.exec(header ?? '')?.[1];
  if (label === undefined) return '';
  try {
    return `; charset=${new TextDecoder(label).encoding}`;
  } catch {
    // Not a label of the Encoding standard §4.2.
    return '';
  }
}

/** Larger than any page that people read. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;

function checkLength({ headers }: HookContext['response']): void {
  const length = Number(headers['content-length'] ?? 0);
  if (length > MAX_PAGE_BYTES)
    throw new AttemptError(
      'too_large',
      `The page has ${length} bytes; ${MAX_PAGE_BYTES} are the limit.`,
    );
}
