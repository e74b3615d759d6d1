/** What is decided about a page's answer before its body is read and parsed. */
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import { AttemptError } from '../errors.ts';
import { redactUrl, statusError } from '../http/index.ts';
import type { LeasedGallery, Outcome } from '../model.ts';
import { contextOf, type GalleryOptions, type GalleryPorts } from './handler.ts';
import { pictureInsteadOfPage } from './requests.ts';

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
      checkAddress(finalUrl, options);
      checkType(response, page, finalUrl, session?.id, options);
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

function checkAddress(finalUrl: string, { scope }: GalleryOptions): void {
  if (!scope.onSite(finalUrl))
    throw new PageEnded({ state: 'skipped', rule: 'redirected_off_site' });
}

const HTML = new Set(['text/html', 'application/xhtml+xml']);

function checkType(
  response: HookContext['response'],
  page: LeasedGallery,
  finalUrl: string,
  sessionId: string | undefined,
  options: GalleryOptions,
): void {
  // RFC 9110 §8.3: without a Content-Type the recipient may guess; for a page, HTML.
  response.headers['content-type'] ??= 'text/html';
  const type = response.headers['content-type'].split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (HTML.has(type)) return;
  if (type.startsWith('image/')) {
    const context = contextOf(page, page.pageUrl ?? finalUrl, sessionId, options);
    const found = [pictureInsteadOfPage(context)];
    throw new PageEnded({ state: 'skipped', rule: 'not_html', found });
  }
  if (page.pageUrl !== undefined) throw new PageEnded({ state: 'skipped', rule: 'not_html' });
  throw new AttemptError('not_html', `${redactUrl(finalUrl)} is ${type}, not an HTML page`, {
    status: response.statusCode,
  });
}
