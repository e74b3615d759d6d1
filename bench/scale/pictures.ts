/** What the pages of a big gallery site offer, as the gallery handler would hand it to the store. */
import type { NewGalleryRequest, NewImageRequest } from '../../src/model.ts';

export interface GalleryShape {
  /** Pictures of all pages together. */
  pictures: number;
  /** Hosts that the pictures lie on. */
  hosts: number;
  /** Host of the pages, and of the pictures when there is one host: `127.0.0.1:8080`. */
  site: string;
}

/** Pictures a page: 50 to 250, another number each time. */
const LEAST_ON_PAGE = 50;
const SPREAD = 201;
/** Every so many pictures one is shown that an earlier page had. */
const SEEN_BEFORE_EVERY = 20;
const SUBJECTS = ['Lisbon at dusk', 'Harbour', 'Old town', 'Kestrel, juvenile', 'Steam engine 23'];

export function galleryPage(page: number, { site }: GalleryShape): NewGalleryRequest {
  const url = `http://${site}/galleries/summer-${1950 + (page % 70)}/?page=${page}`;
  const data = { gallery: galleryOf(page), page, barren: 0 };
  return { kind: 'gallery', key: url, url, host: site, depth: 1, data };
}

/** The pictures of all pages, page by page. */
export function* pagesOfPictures(shape: GalleryShape): Generator<NewImageRequest[]> {
  let next = 0;
  for (let page = 1; next < shape.pictures; page++) {
    const count = Math.min(shape.pictures - next, LEAST_ON_PAGE + ((page * 83) % SPREAD));
    const found: NewImageRequest[] = [];
    for (let num = 1; num <= count; num++, next++) {
      if (num % SEEN_BEFORE_EVERY === 0)
        found.push(picture(Math.floor(next / 3), page, num, shape));
      found.push(picture(next, page, num, shape));
    }
    yield found;
  }
}

function picture(n: number, page: number, num: number, shape: GalleryShape): NewImageRequest {
  const { site, hosts } = shape;
  const host = hosts === 1 ? site : `cdn${n % hosts}.pictures.example`;
  const url = `http://${host}/photos/${1950 + (n % 70)}/originals/${scrambled(n)}/DSC_${n}.jpg`;
  const alt = `${SUBJECTS[n % SUBJECTS.length] ?? ''} (${n})`;
  const data = { gallery: galleryOf(page), page, num, alt };
  const pageUrl = galleryPage(page, shape).url;
  return { kind: 'image', key: url, url, host, pageUrl, depth: 1, data };
}

const galleryOf = (page: number): string => `summer-${1950 + (page % 70)}`;

/** Eight hexadecimal digits without order, as CDNs like them. */
const scrambled = (n: number): string =>
  (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
