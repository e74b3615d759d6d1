/** The router's handler for label `gallery`: a page that Crawlee fetched and parsed → requests. */
import { extractPage, type ParsedPage } from '../extract/index.ts';
import { redactUrl } from '../http/index.ts';
import type { LeasedGallery, NewGalleryRequest, NewImageRequest, Verdict } from '../model.ts';
import { requestsOf, type PageContext, type PageRequests } from './requests.ts';
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
  countUnknown(requests: readonly (NewImageRequest | NewGalleryRequest)[]): Promise<number>;
  warn(code: string, message: string): void;
}

/** The part of Crawlee's context that is used. */
export interface GalleryContext {
  request: { id?: string; loadedUrl?: string };
  $: ParsedPage;
  session?: { id: string } | undefined;
}

export function createGalleryHandler(options: GalleryOptions, ports: GalleryPorts) {
  let warned = false;
  return async ({ request, $, session }: GalleryContext): Promise<void> => {
    const page = ports.leaseOf(request);
    const context = contextOf(page, request.loadedUrl ?? page.url, session?.id, options);
    const offered = requestsOf(extractPage({ $, url: context.finalUrl }), context);
    const { fresh, images } = await chooseImages(page, offered, ports);
    const barren = fresh ? 0 : page.data.barren + 1;
    if (barren >= options.barrenLimit && offered.pages.length > 0 && !warned) {
      warned = true;
      ports.warn(
        'barren_limit',
        `${barren} pages in a row brought no new picture: links of ${redactUrl(page.url)}, and of pages like it, are not followed (--barren-limit ${options.barrenLimit})`,
      );
    }
    const found = offered.pages.map((next) => withBarren(next, barren, options.barrenLimit));
    ports.decide(page, { state: 'crawled', found: [...images, ...found] });
  };
}

/** Which pictures are saved: those that the page shows, and thumbnails for which nothing better will come. */
async function chooseImages(
  page: LeasedGallery,
  { own, thumbnails, refused }: PageRequests,
  { countUnknown }: Pick<GalleryPorts, 'countUnknown'>,
): Promise<{ fresh: boolean; images: NewImageRequest[] }> {
  const isKnown = async (request: NewImageRequest | NewGalleryRequest) =>
    (await countUnknown([request])) === 0;
  const images = [...own];
  let fresh = false;
  let viewersAhead = 0;
  for (const { image, viewer, turnsPage } of thumbnails) {
    const [known, viewerKnown] = [await isKnown(image), await isKnown(viewer)];
    if (!viewerKnown) viewersAhead++;
    fresh ||= !known && image.skip === undefined;
    // A viewer that is already in the queue does not hear of this thumbnail any more, so it is saved itself; unless
    // it is known too, as it is when the neighbours of a picture are shown below it.
    const hopeless = !known && viewerKnown && !turnsPage;
    images.push(hopeless || image.skip ? image : { ...image, skip: 'thumbnail' });
  }
  const unknown = await countUnknown(own.filter(({ skip }) => skip === undefined));
  fresh ||= unknown > 0;
  const waiting = page.data.thumbnails ?? [];
  // Fewer pictures, here or a page further, than thumbnails led here: a login page, a notice. The thumbnails are
  // all there is.
  if (own.length + viewersAhead < waiting.length) images.push(...waiting);
  return { fresh, images: [...images, ...refused] };
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
