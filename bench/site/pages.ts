/** The pages of a site: an index that links to galleries, and galleries that show pictures. */
import type { Gallery } from './make-site.ts';

/**
 * URLs are absolute: gallery-dl 1.25 loses the port of those that begin at the root.
 * @param originOf the origin of a gallery and its pictures, by its place in the list; the index stands at the first
 * @returns HTML by path
 */
export function pagesOf(
  galleries: readonly Gallery[],
  originOf: (gallery: number) => string,
): Map<string, string> {
  const pages = new Map<string, string>();
  const entries = galleries.map(({ path }, i) => entry(originOf(i) + path));
  pages.set('/', page('Galleries', entries.join('')));
  for (const [i, { path, pictures }] of galleries.entries()) {
    const origin = originOf(i);
    const figures = pictures.map((picture, number) =>
      figure(origin + picture.path, picture.side, `Picture ${number + 1}`),
    );
    pages.set(path, page(`Gallery ${path}`, figures.join('')));
  }
  return pages;
}

/** Noise of 9 kB has the sides of an icon, which pixhaul leaves out: no picture is shown smaller than this. */
const LEAST_SHOWN = 200;

function figure(url: string, side: number, title: string): string {
  const shown = Math.max(LEAST_SHOWN, side);
  return `\n<figure><img src="${url}" width="${shown}" height="${shown}" alt="${title}"><figcaption>${title}</figcaption></figure>`;
}

const entry = (url: string) => `\n<p><a class="gallery" href="${url}">${url}</a></p>`;

const page = (title: string, body: string) =>
  `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body><h1>${title}</h1>${body}\n</body>\n</html>\n`;
