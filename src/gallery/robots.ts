/** What robots.txt, a page's headers and its meta elements say about reading it, and about saving its pictures. */
import type { PageContent } from '../extract/types.ts';
import type { LeasedGallery, NewGalleryRequest, NewImageRequest } from '../model.ts';
import { metaDirectives, robotsDirectives, type RobotsPort } from '../robots/index.ts';
import { PageEnded, unreadable } from './page-ended.ts';

export interface RobotsPorts {
  leaseOf: (request: { id?: string }) => LeasedGallery;
  /** Absent: robots rules are not obeyed. */
  robots?: RobotsPort | undefined;
}

/** For one of Crawlee's `preNavigationHooks`: ends a page that is not to be asked for. */
export function createPageCheck({ leaseOf, robots }: RobotsPorts) {
  return async (request: { id?: string }): Promise<void> => {
    await checkRobots(leaseOf(request), robots);
  };
}

/**
 * @param finalUrl after redirects; default: the page's own
 * @throws PageEnded, AttemptError
 */
export async function checkRobots(
  page: LeasedGallery,
  robots: RobotsPort | undefined,
  finalUrl = page.url,
): Promise<void> {
  if (!robots || (await robots.mayFetch(page, finalUrl))) return;
  throw new PageEnded(unreadable(page, 'robots'));
}

/** The part of a response that is looked at; `headersDistinct` keeps headers apart that `headers` has joined. */
export interface TaggedResponse {
  headers: Record<string, string | string[] | undefined>;
  headersDistinct?: Record<string, string[] | undefined>;
}

/** Whether a page asks that its pictures are not saved: `noindex`, `noimageindex`, `noai`, `noimageai`. */
export function barsPictures(
  { robots: elements = [] }: Pick<PageContent, 'robots'>,
  response: TaggedResponse | undefined,
  { tokens }: Pick<RobotsPort, 'tokens'>,
): boolean {
  const tag = 'x-robots-tag';
  const headers = response?.headersDistinct?.[tag] ?? response?.headers[tag];
  return metaDirectives(elements, tokens).size + robotsDirectives(headers, tokens).size > 0;
}

/**
 * The pictures that such a page offers, recorded as skipped: another page may offer them again, without a ban.
 * Thumbnails that led here were offered by another page: they are all that is left of their pictures.
 */
export function barPictures(images: readonly NewImageRequest[], page: LeasedGallery) {
  const leadHere = page.data.thumbnails ?? [];
  const others = new Set(leadHere);
  return [...images.filter((image) => !others.has(image)).map(barred), ...leadHere];
}

/** The same for the pictures that wait with the pages that they link to. */
export function barThumbnails(next: NewGalleryRequest): NewGalleryRequest {
  const { thumbnails } = next.data;
  if (thumbnails === undefined) return next;
  return { ...next, data: { ...next.data, thumbnails: thumbnails.map(barred) } };
}

function barred(image: NewImageRequest): NewImageRequest {
  return image.skip === undefined ? { ...image, skip: 'robots_meta' } : image;
}
