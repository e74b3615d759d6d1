/** Which of a page's links are followed, and as what. Pure. */
import { looksLikeOtherFile, looksLikePicture } from '../extract/index.ts';
import type { PageContent, PageLink } from '../extract/types.ts';
import type { GalleryData, LeasedGallery, NewGalleryRequest, SkipRule } from '../model.ts';
import { galleryFolder } from './folder.ts';
import { leadsToParent, sortsAnew } from './listing.ts';
import { pageRequest } from './new-request.ts';
import type { Scope } from './scope.ts';

/** Why no request is made of a link. */
export type LinkRule =
  /** Its name says that it is a picture, and no page. */
  | 'picture_file'
  /** Its name says that it is neither a page nor a picture. */
  | 'other_file'
  /** A list of files sorted otherwise, or the folder above it. */
  | 'listing'
  /** Leads to another site. */
  | 'off_site'
  /** `--exclude` matches. */
  | 'excluded'
  /** Out of the crawl's reach, by its scope or by `--include`. */
  | 'scope';

export interface FollowContext {
  page: LeasedGallery;
  /** URL of the page after redirects. */
  finalUrl: string;
  scope: Scope;
  maxDepth: number | undefined;
  /** Decoration counts as pictures. */
  keepAll: boolean;
}

export function followed(
  { links, pictures }: Pick<PageContent, 'links' | 'pictures'>,
  context: FollowContext,
): NewGalleryRequest[] {
  const { page, maxDepth } = context;
  const viewers = viewersOf(pictures, context);
  const requests = new Map<string, NewGalleryRequest>();
  for (const link of links) {
    const outside = judge(link, viewers, context);
    if (typeof outside === 'string') continue;
    // Pagination is more of the same gallery, not a step away from the start.
    const depth = link.pagination ? page.depth : page.depth + 1;
    const skip: SkipRule | undefined =
      maxDepth !== undefined && depth > maxDepth ? 'max_depth' : undefined;
    const request = pageRequest(
      link.url,
      { depth, pageUrl: context.finalUrl, ...(skip === undefined ? {} : { skip }) },
      { ...galleryOf(link, page), ...(outside > 0 && { outside }) },
    );
    if (request.key !== page.key && !requests.has(request.key)) requests.set(request.key, request);
  }
  return [...requests.values()];
}

/** Why links of a page are not followed; those that no rule is against are not in it. */
export function linksLeftOut(
  { links, pictures }: Pick<PageContent, 'links' | 'pictures'>,
  context: FollowContext,
): ReadonlyMap<PageLink, LinkRule> {
  const viewers = viewersOf(pictures, context);
  const rules = new Map<PageLink, LinkRule>();
  for (const link of links) {
    const judged = judge(link, viewers, context);
    if (typeof judged === 'string') rules.set(link, judged);
  }
  return rules;
}

/** The rule against a link; else how many pictures in a row led out of the start URLs' reach up to its page. */
function judge(
  link: PageLink,
  viewers: ReadonlySet<string>,
  context: FollowContext,
): number | LinkRule {
  const { url } = link;
  if (isFile(link)) return looksLikePicture(url) ? 'picture_file' : 'other_file';
  if (isOfListing(link, context.finalUrl)) return 'listing';
  const outside = stepsOutside(link, viewers, context);
  if (outside !== undefined) return outside;
  if (!context.scope.onSite(url)) return 'off_site';
  return context.scope.allowsPicture(url) ? 'scope' : 'excluded';
}

/** By its name: neither a page nor a document. Whoever gave a label knows what is there. */
function isFile({ url, document, label }: PageLink): boolean {
  if (document !== undefined || label !== undefined) return false;
  return looksLikePicture(url) || looksLikeOtherFile(url);
}

function isOfListing(link: PageLink, from: string): boolean {
  return link.label === undefined && (leadsToParent(link, from) || sortsAnew(link.url, from));
}

/** An album, and the viewer of one of its pictures, may lie outside; what these show of other albums is not followed. */
const MAX_OUTSIDE = 2;

/**
 * How many pictures in a row led out of the start URLs' reach, up to the page that a link leads to; 0 within reach,
 * undefined where it is not followed.
 */
function stepsOutside(
  link: PageLink,
  viewers: ReadonlySet<string>,
  { page, scope }: FollowContext,
): number | undefined {
  if (scope.allowsPage(link.url)) return 0;
  if (!scope.allowsBeside(link.url)) return undefined;
  const { outside = 0 } = page.data;
  const isNamed = link.listed ?? link.document ?? link.label;
  if (isNamed !== undefined || link.pagination !== undefined) return outside;
  return viewers.has(link.url) && outside < MAX_OUTSIDE ? outside + 1 : undefined;
}

/** Pages that pictures of the gallery lead to; what a logo leads to is none. */
function viewersOf(
  pictures: PageContent['pictures'],
  { keepAll }: FollowContext,
): ReadonlySet<string> {
  return new Set(
    pictures.flatMap(({ linksTo, largerOn, decor }) =>
      decor !== undefined && !keepAll ? [] : [linksTo, largerOn].filter((url) => url !== undefined),
    ),
  );
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
