/** Which of a page's links are followed, and as what. Pure. */
import { looksLikeOtherFile, looksLikePicture } from '../extract/index.ts';
import type { PageLink } from '../extract/types.ts';
import type { GalleryData, LeasedGallery, NewGalleryRequest, SkipRule } from '../model.ts';
import { galleryFolder } from './folder.ts';
import { pageRequest } from './new-request.ts';
import type { Scope } from './scope.ts';

interface FollowContext {
  page: LeasedGallery;
  /** URL of the page after redirects. */
  finalUrl: string;
  scope: Scope;
  maxDepth: number | undefined;
}

export function followed(links: readonly PageLink[], context: FollowContext): NewGalleryRequest[] {
  const { page, scope, maxDepth } = context;
  const requests = new Map<string, NewGalleryRequest>();
  for (const link of links) {
    if (isFile(link) || !scope.allowsPage(link.url)) continue;
    // Pagination is more of the same gallery, not a step away from the start.
    const depth = link.pagination ? page.depth : page.depth + 1;
    const skip: SkipRule | undefined =
      maxDepth !== undefined && depth > maxDepth ? 'max_depth' : undefined;
    const request = pageRequest(
      link.url,
      { depth, pageUrl: context.finalUrl, ...(skip === undefined ? {} : { skip }) },
      galleryOf(link, page),
    );
    if (request.key !== page.key && !requests.has(request.key)) requests.set(request.key, request);
  }
  return [...requests.values()];
}

/** By its name: neither a page nor a document. Whoever gave a label knows what is there. */
function isFile({ url, document, label }: PageLink): boolean {
  if (document !== undefined || label !== undefined) return false;
  return looksLikePicture(url) || looksLikeOtherFile(url);
}

/** Pagination stays in its gallery and counts the page; any other link opens a gallery of its own. */
function galleryOf(
  { url, pagination, document, label }: PageLink,
  page: LeasedGallery,
): GalleryData {
  const read = {
    ...(document === undefined ? {} : { document }),
    ...(label === undefined ? {} : { label }),
  };
  if (!pagination) return { gallery: galleryFolder(url), page: 1, barren: 0, ...read };
  const step = pagination.rel === 'prev' ? -1 : 1;
  return {
    gallery: page.data.gallery,
    page: pagination.page ?? Math.max(1, page.data.page + step),
    barren: 0,
    ...read,
  };
}
