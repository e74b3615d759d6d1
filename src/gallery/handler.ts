/** The router's handler for label `gallery`: a page that Crawlee fetched and parsed → requests. */
import type { CheerioCrawlingContext } from '@crawlee/cheerio';
import { extractPage } from '../extract/index.ts';
import type { LeasedGallery, NewGalleryRequest, NewImageRequest, Verdict } from '../model.ts';
import { requestsOf, type PageContext } from './requests.ts';
import type { Scope } from './scope.ts';

export interface GalleryOptions {
  scope: Scope;
  maxDepth: number | undefined;
  barrenLimit: number;
}

/** What the handler needs of the rest of the crawl. */
export interface GalleryPorts {
  leaseOf(request: { id?: string }): LeasedGallery;
  decide(page: LeasedGallery, verdict: Verdict): void;
  /** How many of these requests are not in the queue yet. */
  countUnknown(requests: readonly NewImageRequest[]): Promise<number>;
  warn(code: string, message: string): void;
}

export type GalleryContext = Pick<CheerioCrawlingContext, 'request' | '$' | 'session'>;

export function createGalleryHandler(options: GalleryOptions, ports: GalleryPorts) {
  return async ({ request, $, session }: GalleryContext): Promise<void> => {
    const page = ports.leaseOf(request);
    const context = contextOf(page, request.loadedUrl ?? page.url, session?.id, options);
    const { images, pages } = requestsOf(extractPage({ $, url: context.finalUrl }), context);
    const unknown = await ports.countUnknown(images);
    const barren = unknown > 0 ? 0 : page.data.barren + 1;
    if (barren >= options.barrenLimit && pages.length > 0)
      ports.warn(
        'barren_limit',
        `${barren} pages in a row brought no new picture: links of ${page.url} are not followed (--barren-limit ${options.barrenLimit})`,
      );
    const found = pages.map((next) => withBarren(next, barren, options.barrenLimit));
    ports.decide(page, { state: 'crawled', found: [...images, ...found] });
  };
}

export function contextOf(
  page: LeasedGallery,
  finalUrl: string,
  sessionId: string | undefined,
  { scope, maxDepth }: GalleryOptions,
): PageContext {
  return { page, finalUrl, sessionId, scope, maxDepth };
}

function withBarren(next: NewGalleryRequest, barren: number, limit: number): NewGalleryRequest {
  const request = { ...next, data: { ...next.data, barren } };
  return barren >= limit && next.skip === undefined ? { ...request, skip: 'barren' } : request;
}
