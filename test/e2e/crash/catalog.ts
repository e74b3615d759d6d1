/** What the site holds: which pictures, on which pages, and which of them make trouble. */
import { createHash } from 'node:crypto';
import { jpeg, png } from '../../support/pictures.ts';

const PAGES = 5;
const PER_PAGE = 10;
const PER_GALLERY = PAGES * PER_PAGE;

/**
 * `busy`: 503 once or twice, then the picture. `cut`: once fewer bytes than announced, then the picture.
 * `missing`: 404. `always_cut`: never whole.
 */
export type Trouble = 'busy' | 'cut' | 'missing' | 'always_cut';

export interface SitePicture {
  /** From 0. */
  index: number;
  path: string;
  /** Path and query of the page that shows it. */
  page: string;
  bytes: Buffer;
  sha256: string;
  trouble?: Trouble;
  /** Pieces that its body is sent in, with pauses between: a kill falls in the middle of it. */
  pieces: number;
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Fifty pictures to a gallery, ten to a page; the same every time. */
export function makePictures(galleries: number): SitePicture[] {
  return Array.from({ length: galleries * PER_GALLERY }, (_, index) => makePicture(index));
}

/** @param gallery from 0 */
export const galleryPath = (gallery: number) => `/g${String(gallery + 1).padStart(2, '0')}/`;

/** Path and query of each page of a gallery, the first one without query. */
export function pagesOf(gallery: string): string[] {
  return Array.from({ length: PAGES }, (_, at) =>
    at === 0 ? gallery : `${gallery}?page=${at + 1}`,
  );
}

function makePicture(index: number): SitePicture {
  const gallery = galleryPath(Math.floor(index / PER_GALLERY));
  const page = pagesOf(gallery)[Math.floor((index % PER_GALLERY) / PER_PAGE)] ?? '';
  const bytes = bytesOf(originalOf(index));
  const trouble = troubleOf(index);
  return {
    index,
    path: `/img${gallery}${String(index + 1).padStart(3, '0')}.${index % 2 === 0 ? 'png' : 'jpg'}`,
    page,
    bytes,
    sha256: sha256(bytes),
    ...(trouble === undefined ? {} : { trouble }),
    pieces: isLarge(index) ? 8 : index % 6 === 1 ? 4 : 1,
  };
}

/** Some have the bytes of another: of their neighbour, asked for at the same time, or of one on an earlier page. */
function originalOf(index: number): number {
  if (index % 50 === 23) return index - 1;
  return index % 100 === 49 ? index - 45 : index;
}

function troubleOf(index: number): Trouble | undefined {
  if (index === 111 || index === 333) return 'always_cut';
  if (index % 50 === 7) return 'missing';
  if (index % 20 === 5) return 'busy';
  return index % 25 === 12 ? 'cut' : undefined;
}

/** More than is gathered in memory before it is written: a kill leaves a part with bytes in it. */
const isLarge = (index: number) => index % 50 === 30;

/** 1 to 4 kB, the large ones 200 kB. */
function bytesOf(index: number): Buffer {
  if (isLarge(index)) return png(256, 260, index);
  const side = 16 + (index % 20);
  return index % 3 === 0 ? jpeg(side * 6, side * 6, index) : png(side, side, index);
}
