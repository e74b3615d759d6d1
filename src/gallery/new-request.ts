/** Requests for the queue, with the key by which the queue knows them again. */
import { requestKey } from '../extract/request-key.ts';
import { hostOf } from '../extract/url.ts';
import type {
  GalleryData,
  ImageData,
  NewGalleryRequest,
  NewImageRequest,
  NewRequest,
} from '../model.ts';

export function pageRequest(
  url: string,
  where: Pick<NewRequest, 'depth' | 'pageUrl' | 'skip'>,
  data: GalleryData,
): NewGalleryRequest {
  return {
    kind: 'gallery',
    key: requestKey('gallery', url),
    url,
    host: hostOf(url),
    ...where,
    data,
  };
}

export function imageRequest(
  url: string,
  where: Pick<NewRequest, 'depth' | 'pageUrl'>,
  data: ImageData,
): NewImageRequest {
  return { kind: 'image', key: requestKey('image', url), url, host: hostOf(url), ...where, data };
}
