/** Where a crawl begins. By itself, as a crawl begins before the reading of pages is loaded. */
import { looksLikePicture } from '../extract/file-kind.ts';
import type { NewGalleryRequest, NewRequest } from '../model.ts';
import { galleryFolder } from './folder.ts';
import { imageRequest, pageRequest } from './new-request.ts';

/** A request for a start URL: a page, or a picture when its name says so. */
export function startRequest(url: string): NewRequest {
  if (looksLikePicture(url)) {
    const gallery = galleryFolder(new URL('.', url).href);
    return imageRequest(url, { depth: 0 }, { gallery, page: 1, num: 1 });
  }
  return startPage(url);
}

/** A request for a start URL that is known to be a page. */
export function startPage(url: string): NewGalleryRequest {
  return pageRequest(url, { depth: 0 }, { gallery: galleryFolder(url), page: 1, barren: 0 });
}

/** A request for a sitemap or the like: read as one, whatever its type and name. */
export function documentRequest(url: string): NewRequest {
  const data = { gallery: galleryFolder(url), page: 1, barren: 0, document: true } as const;
  return pageRequest(url, { depth: 0 }, data);
}
