/** What a page offers → requests for the queue. Pure: no network, no store, no Crawlee. */
import { looksLikeOtherFile, looksLikePicture, requestKey } from '../extract/index.ts';
import type { PageContent, Picture } from '../extract/types.ts';
import type { ImageData, LeasedGallery, NewGalleryRequest, NewImageRequest } from '../model.ts';
import { apart, type Decoration, type Numbered } from './decoration.ts';
import { fallbacksOf, withFallbacks, withThumbnail } from './fallbacks.ts';
import { galleryFolder } from './folder.ts';
import { followed } from './follow.ts';
import { imageRequest, pageRequest } from './new-request.ts';
import type { Scope } from './scope.ts';

export interface PageContext {
  page: LeasedGallery;
  /** URL of the page after redirects; what the pictures' Referer says. */
  finalUrl: string;
  sessionId: string | undefined;
  scope: Scope;
  maxDepth: number | undefined;
  /** Decoration is saved like any picture. */
  keepAll: boolean;
}

export interface PageRequests {
  /** Pictures that this page shows itself. */
  own: NewImageRequest[];
  /** Keys of those of them that stand at its margins, where they are not all that there is. */
  atMargin: ReadonlySet<string>;
  /** Pictures that link to a page which is going to be read: their viewers. They wait in its `data.thumbnails`. */
  thumbnails: {
    image: NewImageRequest;
    viewer: NewGalleryRequest;
    /** The link is one of pagination: the picture may be nothing but a button. */
    turnsPage: boolean;
    /** The viewer has this very picture, larger: whoever it was queued by, the picture has come as far as it should. */
    hasLarger: boolean;
  }[];
  /** What cannot be fetched, and decoration; recorded as skipped. */
  leftOut: NewImageRequest[];
  /** Where the page sends its visitors on to; one of `pages`. */
  onward?: NewGalleryRequest;
  /** Pages to follow; their `data.barren` is set once it is known whether this page brought anything new. */
  pages: NewGalleryRequest[];
}

export function requestsOf(content: PageContent, context: PageContext): PageRequests {
  const onward = onwardRequest(content.refresh, context);
  const links = followed(content, context).filter(({ key }) => key !== onward?.key);
  if (onward !== undefined) links.unshift(onward);
  const pages = new Map(links.map((request) => [request.key, request]));
  const turns = new Set(
    content.links.filter((link) => link.pagination).map(({ url }) => requestKey('gallery', url)),
  );
  const { pictures, decor } = apart(
    withFallbacks(content.pictures),
    context.page.data.thumbnails,
    context.keepAll,
  );
  // The one picture of a page that a thumbnail led to is what was wanted, wherever a click on it leads.
  const isViewer = pictures.length === 1 && context.page.data.thumbnails !== undefined;
  const own: Numbered[] = [];
  const thumbnails: PageRequests['thumbnails'] = [];
  pictures.forEach(({ picture, num }) => {
    const larger = viewerOf(picture.largerOn, pages);
    const viewer = larger ?? (isViewer ? undefined : viewerOf(picture.linksTo, pages));
    if (!viewer) {
      own.push({ picture, num });
      return;
    }
    const place = larger && context.page.data.thumbnails?.[0]?.data;
    const image = pictureRequest(picture, place ?? placeOf(context.page, num), context);
    const turnsPage = turns.has(viewer.key);
    thumbnails.push({ image, viewer, turnsPage, hasLarger: larger !== undefined });
    (viewer.data.thumbnails ??= []).push(image);
  });
  return {
    own: ownImages(own, thumbnails.length, context),
    atMargin: marginOf(own, pictures.length),
    thumbnails,
    leftOut: [
      ...decor.map((one) => decorRequest(one, context)),
      ...refusedImages(content, context),
    ],
    pages: links,
    ...(onward === undefined ? {} : { onward }),
  };
}

/** A page that a refresh leads to takes the place of this one, as it would after a redirect. */
function onwardRequest(url: string | undefined, context: PageContext) {
  const { page, scope, finalUrl } = context;
  if (url === undefined || looksLikePicture(url) || looksLikeOtherFile(url)) return undefined;
  if (!scope.allowsBeside(url)) return undefined;
  const { gallery, page: number } = page.data;
  const where = { depth: page.depth, pageUrl: finalUrl };
  const { outside } = page.data;
  const request = pageRequest(url, where, {
    ...{ gallery, page: number, barren: 0 },
    ...(outside === undefined ? {} : { outside }),
  });
  return request.key === page.key ? undefined : request;
}

function marginOf(own: readonly Numbered[], pictures: number): Set<string> {
  if (pictures < 2) return new Set();
  return new Set(
    own.flatMap(({ picture: { chosen, atMargin } }) =>
      atMargin === true ? [requestKey('image', chosen.url)] : [],
    ),
  );
}

type Place = Pick<ImageData, 'gallery' | 'page' | 'num'>;

function placeOf(page: LeasedGallery, num: number): Place {
  return { gallery: page.data.gallery, page: page.data.page, num };
}

function ownImages(
  own: readonly Numbered[],
  thumbnails: number,
  context: PageContext,
): NewImageRequest[] {
  const [thumbnail] = context.page.data.thumbnails ?? [];
  const [only] = own;
  // A page that a thumbnail led to, with one picture of its own: the picture's viewer. It takes the thumbnail's
  // place in the gallery, instead of a folder for each picture.
  if (only && own.length === 1 && thumbnail && thumbnails <= VIEWER_STRIP)
    return [pictureRequest(withThumbnail(only.picture, thumbnail), thumbnail.data, context)];
  const numbers = new Map<string, number>();
  return own.map(({ picture, num }) => {
    if (picture.page?.folder === undefined)
      return pictureRequest(picture, placeOf(context.page, num), context);
    const gallery = galleryFolder(picture.page.url);
    const onPage = (numbers.get(gallery) ?? 0) + 1;
    numbers.set(gallery, onPage);
    return pictureRequest(picture, { gallery, page: 1, num: onPage }, context);
  });
}

/** A viewer page may show a strip of neighbours (previous, next, a few more); a page with more is an album. */
const VIEWER_STRIP = 12;

/** The request for the page that a picture is the thumbnail of, if that page is going to be read. */
function viewerOf(url: string | undefined, pages: ReadonlyMap<string, NewGalleryRequest>) {
  if (url === undefined) return undefined;
  const viewer = pages.get(requestKey('gallery', url));
  return viewer?.skip === undefined ? viewer : undefined;
}

function pictureRequest(picture: Picture, place: Place, context: PageContext): NewImageRequest {
  const { url } = picture.chosen;
  const others = fallbacksOf(picture, (each) => context.scope.allowsPicture(each));
  const request = imageRequest(
    url,
    { depth: context.page.depth + 1, pageUrl: picture.page?.url ?? context.finalUrl },
    {
      gallery: place.gallery,
      page: place.page,
      num: place.num,
      ...(picture.alt === undefined ? {} : { alt: picture.alt }),
      ...(picture.title === undefined ? {} : { title: picture.title }),
      ...(picture.caption === undefined ? {} : { caption: picture.caption }),
      ...(picture.name === undefined ? {} : { name: picture.name }),
      ...(picture.meta === undefined ? {} : { meta: picture.meta }),
      ...(context.sessionId === undefined ? {} : { sessionId: context.sessionId }),
      ...(others.length === 0 ? {} : { others }),
    },
  );
  return context.scope.allowsPicture(url) ? request : { ...request, skip: 'excluded' };
}

function decorRequest({ picture, num, rule }: Decoration, context: PageContext): NewImageRequest {
  const request = pictureRequest(picture, placeOf(context.page, num), context);
  return { ...request, skip: request.skip ?? rule };
}

/** A request for a picture that turned up where a page was expected. */
export function pictureInsteadOfPage(context: PageContext): NewImageRequest {
  const [thumbnail] = context.page.data.thumbnails ?? [];
  const place = thumbnail ? thumbnail.data : placeOf(context.page, 1);
  return pictureRequest(
    { chosen: { url: context.page.url, source: 'image-link' }, others: [] },
    place,
    context,
  );
}

function refusedImages(content: PageContent, context: PageContext): NewImageRequest[] {
  return content.refused.map(({ url, hash, rule }) => ({
    kind: 'image',
    key: `${rule}:${hash}`,
    url,
    host: '',
    pageUrl: context.finalUrl,
    depth: context.page.depth + 1,
    data: placeOf(context.page, 0),
    skip: rule,
  }));
}
