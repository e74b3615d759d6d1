/** Everything that the demo site answers with, by path, and what a complete crawl must make of it. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { AttemptCode } from '../../src/errors.ts';
import { paint } from './art.ts';
import { createCatalog, DUPLICATE, faultOf } from './catalog.ts';
import type { Fault, Format, Gallery, Picture } from './catalog.ts';
import { encodeJpeg } from './jpeg.ts';
import { galleryPage, indexPage, pageCount, pagePath, viewerPage, viewerPath } from './pages.ts';
import { encodePng } from './png.ts';

export interface ExpectedPicture {
  url: string;
  /** Lower-case hex. */
  sha256: string;
  bytes: number;
  width: number;
  height: number;
  mediaType: string;
}

/** What a crawl of the whole site must end with. */
export interface DemoExpectations {
  /** Every original that can be had, both URLs of the duplicate among them. */
  pictures: ExpectedPicture[];
  /** Two URLs with the same bytes: one is saved, the other is recorded as its duplicate. */
  duplicate: { urls: [string, string]; sha256: string };
  /** Originals that cannot be had, and the smaller renditions that are saved instead. */
  fallbacks: { url: string; rendition: string; sha256: string }[];
  /** Distinct pictures, those saved as a smaller rendition among them: the number of files. */
  files: number;
  /** Originals that must fail, and how. */
  failures: { url: string; code: AttemptCode; status?: number }[];
  /** All other smaller renditions, which must not be saved. */
  thumbnails: string[];
  /** Every page. */
  pages: string[];
}

/** An answer's body, made when first asked for. */
export type Resource =
  | { kind: 'page'; html: () => string }
  | { kind: 'picture'; bytes: () => Buffer; mediaType: string; fault?: Fault };

const MEDIA_TYPES: Record<Format, string> = { png: 'image/png', jpeg: 'image/jpeg' };

const FAILURES: Partial<Record<Fault, { code: AttemptCode; status?: number }>> = {
  missing: { code: 'not_found', status: 404 },
  page: { code: 'not_a_picture', status: 200 },
  cut: { code: 'truncated', status: 200 },
  stalls: { code: 'stalled', status: 200 },
};

function render({ seed, format, width, height }: Picture, shownWidth = width): Buffer {
  const shownHeight = Math.max(1, Math.round((height * shownWidth) / width));
  const raster = paint(seed, shownWidth, shownHeight);
  return format === 'png' ? encodePng(raster) : encodeJpeg(raster);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Paints all originals, `width` pixels wide; about 50 ms each at 576. */
export async function createContent(
  width: number,
): Promise<{ resources: Map<string, Resource>; expectedAt: (origin: string) => DemoExpectations }> {
  const galleries = createCatalog(width);
  const pictures = galleries.flatMap((gallery) => gallery.pictures);
  const originals = new Map<string, Buffer>();
  for (const picture of pictures) {
    const twin = picture.path === DUPLICATE.copy ? originals.get(DUPLICATE.original) : undefined;
    originals.set(picture.path, twin ?? render(picture));
    await setImmediate();
  }
  const bytesOf = ({ path }: Picture) => originals.get(path) ?? Buffer.alloc(0);

  const resources = new Map<string, Resource>();
  const pages = pagesOf(galleries, (picture) => bytesOf(picture).length);
  for (const [path, html] of pages) resources.set(path, { kind: 'page', html });
  for (const picture of pictures) {
    const mediaType = MEDIA_TYPES[picture.format];
    const fault = faultOf(picture);
    const bytes = () => bytesOf(picture);
    const resource: Resource = { kind: 'picture', bytes, mediaType };
    resources.set(picture.path, fault === undefined ? resource : { ...resource, fault });
    for (const { path, width: smaller } of picture.renditions) {
      const rendition = once(() => render(picture, smaller));
      resources.set(path, { kind: 'picture', bytes: rendition, mediaType });
    }
  }
  return {
    resources,
    expectedAt: (origin) => ({
      ...expectations(origin, galleries, bytesOf),
      pages: [...pages.keys()].map((path) => origin + path),
    }),
  };
}

function pagesOf(
  galleries: readonly Gallery[],
  sizeOf: (picture: Picture) => number,
): Map<string, () => string> {
  const pages = new Map([['/', () => indexPage(galleries)]]);
  for (const gallery of galleries) {
    for (let n = 1; n <= pageCount(gallery); n++) {
      pages.set(pagePath(gallery, n), () => galleryPage(galleries, gallery, n, sizeOf));
    }
    if (gallery.layout !== 'viewer') continue;
    gallery.pictures.forEach((picture, i) => {
      pages.set(viewerPath(gallery, i + 1), () => viewerPage(galleries, gallery, picture));
    });
  }
  return pages;
}

function expectations(
  origin: string,
  galleries: readonly Gallery[],
  bytesOf: (picture: Picture) => Buffer,
): Omit<DemoExpectations, 'pages'> {
  const all = galleries.flatMap((gallery) => gallery.pictures);
  const failureOf = (picture: Picture) => {
    const fault = faultOf(picture);
    return fault && FAILURES[fault];
  };
  const withdrawn = all.filter((picture) => faultOf(picture) === 'withdrawn');
  const fallbacks = withdrawn.flatMap((picture) =>
    picture.renditions.map(({ path, width }) => ({
      url: origin + picture.path,
      rendition: origin + path,
      sha256: createHash('sha256').update(render(picture, width)).digest('hex'),
    })),
  );
  const pictures = all
    .filter((picture) => failureOf(picture) === undefined && !withdrawn.includes(picture))
    .map((picture) => ({
      url: origin + picture.path,
      sha256: createHash('sha256').update(bytesOf(picture)).digest('hex'),
      bytes: bytesOf(picture).length,
      width: picture.width,
      height: picture.height,
      mediaType: MEDIA_TYPES[picture.format],
    }));
  const urls: [string, string] = [origin + DUPLICATE.original, origin + DUPLICATE.copy];
  return {
    pictures,
    duplicate: { urls, sha256: pictures.find(({ url }) => url === urls[0])?.sha256 ?? '' },
    fallbacks,
    files: new Set([...pictures, ...fallbacks].map(({ sha256 }) => sha256)).size,
    failures: all.flatMap((picture) => {
      const failure = failureOf(picture);
      return failure === undefined ? [] : [{ url: origin + picture.path, ...failure }];
    }),
    thumbnails: all
      .filter((picture) => !withdrawn.includes(picture))
      .flatMap(({ renditions }) => renditions.map(({ path }) => origin + path)),
  };
}
