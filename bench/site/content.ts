/** The site: an index that links to galleries, and galleries that show pictures. */
import { createHash } from 'node:crypto';
import { createPng } from './png.ts';

export interface SiteSize {
  pictures: number;
  pages: number;
  /** Bytes of each picture. */
  size: number;
}

export interface Resource {
  mediaType: 'text/html; charset=utf-8' | 'image/png';
  body: Buffer;
}

export interface Content {
  /** By path. */
  resources: ReadonlyMap<string, Resource>;
  /** Paths of the pictures. */
  pictures: readonly string[];
  /** SHA-256 of each picture, lower-case hex, in the same order. */
  digests: readonly string[];
}

export function createContent({ pictures, pages, size }: SiteSize): Content {
  const resources = new Map<string, Resource>();
  const galleries = Array.from({ length: pages }, (_, page) => ({
    path: `/gallery-${padded(page + 1, 4)}/`,
    figures: [] as string[],
  }));
  const paths: string[] = [];
  const digests: string[] = [];
  for (let i = 0; i < pictures; i++) {
    // As even as it goes: the first pictures on the first page, and so on.
    const gallery = galleries[Math.floor((i * pages) / pictures)];
    if (gallery === undefined) continue;
    const { png, side } = createPng(i, size);
    const path = `${gallery.path}picture-${padded(i + 1, 6)}.png`;
    resources.set(path, { mediaType: 'image/png', body: png });
    paths.push(path);
    digests.push(createHash('sha256').update(png).digest('hex'));
    gallery.figures.push(figure(path, side, `Picture ${i + 1}`));
  }
  for (const { path, figures } of galleries)
    resources.set(
      path,
      page(`Gallery ${path}`, `<a href="/">All galleries</a>${figures.join('')}`),
    );
  resources.set('/', page('Galleries', galleries.map(({ path }) => entry(path)).join('')));
  return { resources, pictures: paths, digests };
}

const padded = (number: number, digits: number) => String(number).padStart(digits, '0');

const figure = (path: string, side: number, title: string) =>
  `\n<figure><img src="${path}" width="${side}" height="${side}" alt="${title}"><figcaption>${title}</figcaption></figure>`;

const entry = (path: string) => `\n<p><a class="gallery" href="${path}">${path}</a></p>`;

function page(title: string, body: string): Resource {
  const html = `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body><h1>${title}</h1>${body}\n</body>\n</html>\n`;
  return { mediaType: 'text/html; charset=utf-8', body: Buffer.from(html) };
}
