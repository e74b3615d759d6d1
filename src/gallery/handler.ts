/** The router's handler for label `gallery`: a page that Crawlee fetched and parsed → requests. */
import { setImmediate } from 'node:timers/promises';
import { AttemptError } from '../errors.ts';
import type { DocumentBody, PageContent, PageDocument } from '../extract/index.ts';
import { redactUrl } from '../http/index.ts';
import type {
  LeasedGallery,
  NewGalleryRequest,
  NewImageRequest,
  NewRequest,
  Verdict,
} from '../model.ts';
import type { RobotsPort } from '../robots/index.ts';
import type { FollowContext } from './follow.ts';
import { leadsToLogin } from './login.ts';
import type { Repeats } from './repeats.ts';
import { requestsOf, type PageContext, type PageRequests } from './requests.ts';
import { barPictures, barsPictures, barThumbnails, type TaggedResponse } from './robots.ts';
import type { Scope } from './scope.ts';

export interface GalleryOptions {
  scope: Scope;
  maxDepth: number | undefined;
  barrenLimit: number;
  /** Decoration is saved like any picture. */
  keepAll: boolean;
}

/** What the handler needs of the rest of the crawl. */
export interface GalleryPorts {
  leaseOf(request: { id?: string }): LeasedGallery;
  decide(page: LeasedGallery, verdict: Verdict): void;
  /** What a document offers. */
  extract(document: PageDocument, page: LeasedGallery): Promise<PageContent>;
  /** How many of these requests are not in the queue yet. */
  countUnknown(requests: readonly (NewImageRequest | NewGalleryRequest)[]): Promise<number>;
  warn(code: string, message: string): void;
  /** Absent: robots rules are not obeyed. */
  robots?: RobotsPort | undefined;
  /** Absent: what stands on page after page is saved like any picture. */
  repeats?: Repeats | undefined;
  /** Shown each page that was read, with the requests made of it. */
  observe?: ((seen: SeenPage) => void) | undefined;
}

/** A page that was read, and what is to become of all that it offers. */
export interface SeenPage {
  document: { kind: PageDocument['kind']; url: string; encoding?: string };
  content: PageContent;
  found: readonly NewRequest[];
  /** A browser showed it first. */
  rendered: boolean;
  /** By which its links were judged. */
  context: FollowContext;
}

/** The part of Crawlee's context that is used. */
export interface GalleryContext {
  request: { id?: string; loadedUrl?: string };
  /** What was read. */
  body: DocumentBody;
  /** A browser showed it first. */
  rendered?: boolean;
  session?: { id: string } | undefined;
  response?: TaggedResponse;
}

export function createGalleryHandler(options: GalleryOptions, ports: GalleryPorts) {
  let warned = false;
  const isBarred = createBan(ports);
  return async (given: GalleryContext): Promise<void> => {
    const { request, body, rendered = false, session, response } = given;
    const page = ports.leaseOf(request);
    const context = contextOf(page, request.loadedUrl ?? page.url, session?.id, options);
    const document = { ...body, url: context.finalUrl };
    const content = await ports.extract(document, page);
    checkContent(content, context, ports);
    const offered = requestsOf(content, context);
    if (page.pageUrl === undefined && offered.pages.length === 0)
      warnOfScope(content, context, ports);
    const chosen = await chooseImages(page, offered, ports);
    const { fresh } = chosen;
    const images = await withoutRepeated(page, chosen.images, offered, ports);
    const barren = fresh ? 0 : page.data.barren + 1;
    if (barren >= options.barrenLimit && offered.pages.length > 0 && !warned) {
      warned = true;
      ports.warn(
        'barren_limit',
        `${barren} pages in a row brought no new picture: links of ${redactUrl(page.url)}, and of pages like it, are not followed (--barren-limit ${options.barrenLimit})`,
      );
    }
    const found = offered.pages.map((next) => withBarren(next, barren, options.barrenLimit));
    const all = isBarred(content, response, page)
      ? [...barPictures(images, page), ...found.map(barThumbnails)]
      : [...images, ...found];
    ports.observe?.({
      document: seenOf(document),
      rendered,
      content,
      found: all,
      context,
    });
    ports.decide(page, { state: 'crawled', found: all });
  };
}

function seenOf(document: PageDocument): SeenPage['document'] {
  const { kind, url } = document;
  const encoding = kind === 'html' ? document.encoding : undefined;
  return { kind, url, ...(encoding === undefined ? {} : { encoding }) };
}

async function withoutRepeated(
  page: LeasedGallery,
  images: NewImageRequest[],
  { atMargin }: PageRequests,
  { repeats, countUnknown }: Pick<GalleryPorts, 'repeats' | 'countUnknown'>,
): Promise<NewImageRequest[]> {
  return repeats === undefined ? images : repeats.see(page, images, atMargin, countUnknown);
}

/** Says so once a crawl: its user may wonder where the pictures are. */
function createBan({ robots, warn }: Pick<GalleryPorts, 'robots' | 'warn'>) {
  let warned = false;
  return (content: PageContent, response: TaggedResponse | undefined, page: LeasedGallery) => {
    if (!robots || !barsPictures(content, response, robots)) return false;
    if (!warned)
      warn(
        'robots_meta',
        `${redactUrl(page.url)} asks robots not to save its pictures (noindex, noai or the like): they are skipped, as are those of pages like it; --no-robots to own the decision`,
      );
    warned = true;
    return true;
  };
}

function checkContent(
  content: PageContent,
  { page, finalUrl }: PageContext,
  { warn }: Pick<GalleryPorts, 'warn'>,
): void {
  if (leadsToLogin(page.url, finalUrl, content))
    throw new AttemptError(
      'login_required',
      `The page led to a form that asks for a password: ${redactUrl(finalUrl)}. Sign in with a browser, and give its cookies with --cookies.`,
    );
  if (content.incomplete === true)
    warn(
      'page_incomplete',
      `${redactUrl(page.url)} has more elements, pictures or links than are looked at; the rest of it is left out`,
    );
}

/** The user may have meant more of the site than the folder. */
function warnOfScope(
  { links }: PageContent,
  { page, scope }: PageContext,
  { warn }: Pick<GalleryPorts, 'warn'>,
): void {
  const beside = links.filter(({ url }) => !scope.allowsPage(url) && scope.allowsBeside(url));
  if (beside.length > 0)
    warn(
      'scope',
      `no link of ${redactUrl(page.url)} is followed, as ${beside.length} of them lead outside of its folder: --scope site to follow them`,
    );
}

/** Thumbnails that are looked up in one turn. */
const TURN = 200;

/** Which pictures are saved: those that the page shows, and thumbnails for which nothing better will come. */
async function chooseImages(
  page: LeasedGallery,
  { own, thumbnails, leftOut, onward }: PageRequests,
  { countUnknown }: Pick<GalleryPorts, 'countUnknown'>,
): Promise<{ fresh: boolean; images: NewImageRequest[] }> {
  const isKnown = async (request: NewImageRequest | NewGalleryRequest) =>
    (await countUnknown([request])) === 0;
  const images = [...own];
  let fresh = false;
  let viewersAhead = 0;
  for (const [index, { image, viewer, turnsPage, hasLarger }] of thumbnails.entries()) {
    // The store answers at once, so that nothing else would have its turn in between.
    if (index % TURN === TURN - 1) await setImmediate();
    const [known, viewerKnown] = [await isKnown(image), await isKnown(viewer)];
    if (!viewerKnown || hasLarger) viewersAhead++;
    fresh ||= !known && image.skip === undefined;
    // A viewer that is already in the queue does not hear of this thumbnail any more, so it is saved itself; unless
    // it is known too, as it is when the neighbours of a picture are shown below it.
    const hopeless = !known && viewerKnown && !turnsPage && !hasLarger;
    images.push(hopeless || image.skip ? image : { ...image, skip: 'thumbnail' });
  }
  const unknown = await countUnknown(own.filter(({ skip }) => skip === undefined));
  fresh ||= unknown > 0;
  const waiting = page.data.thumbnails ?? [];
  // Fewer pictures, here or a page further, than thumbnails led here: a login page, a notice. The thumbnails are
  // all there is.
  if (own.length + viewersAhead < waiting.length) {
    if (onward !== undefined && !(await isKnown(onward))) onward.data.thumbnails = waiting;
    else images.push(...waiting);
  }
  return { fresh, images: [...images, ...leftOut] };
}

export function contextOf(
  page: LeasedGallery,
  finalUrl: string,
  sessionId: string | undefined,
  { scope, maxDepth, keepAll }: GalleryOptions,
): PageContext {
  return { page, finalUrl, sessionId, scope, maxDepth, keepAll };
}

function withBarren(next: NewGalleryRequest, barren: number, limit: number): NewGalleryRequest {
  const request = { ...next, data: { ...next.data, barren } };
  return barren >= limit && next.skip === undefined ? { ...request, skip: 'barren' } : request;
}
