/** The HTML of the demo site: one function for each way that galleries show their pictures. */
import { faultOf, PICTURES_PER_PAGE } from './catalog.ts';
import type { Fault, Gallery, Picture } from './catalog.ts';

const STYLE = `
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #f6f4f0; }
  header { background: #2b2d42; padding: 1rem 2rem; }
  header a { color: #edf2f4; text-decoration: none; margin-right: 1.2rem; }
  main { max-width: 60rem; margin: 0 auto; padding: 1rem 2rem 3rem; }
  .grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
  figure { margin: 0; background: #fff; padding: .6rem; border-radius: .4rem; box-shadow: 0 1px 4px #0002; }
  figure img { width: 100%; height: 10rem; object-fit: cover; display: block; border-radius: .2rem; }
  figcaption { padding-top: .4rem; font-size: .9rem; color: #666; }
  .viewer img { max-width: 100%; }
  .pages a, .pages b { margin-right: .8rem; }
`;

/** A GIF of one transparent pixel, as lazy-loading scripts put in a picture's place. */
const PLACEHOLDER =
  'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const FAULT_NOTES: Record<Fault, string> = {
  missing: 'The original is gone: 404.',
  page: 'An HTML page that calls itself image/jpeg.',
  cut: 'The server announces more bytes than it sends.',
  stalls: 'The transfer stops half-way and never goes on.',
  withdrawn: 'The original was withdrawn, 410; this smaller one is left.',
  busy: 'Twice 503, then fine.',
};

function page(title: string, galleries: readonly Gallery[], body: string): string {
  const links = galleries.map((g) => `<a href="${g.path}">${g.title}</a>`).join('\n    ');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${title}</title>
  <style>${STYLE}</style>
</head>
<body>
  <header>
    <a href="/"><b>Demo galleries</b></a>
    ${links}
  </header>
  <main>
  <h1>${title}</h1>
  ${body}
  </main>
</body>
</html>
`;
}

const figure = (content: string, caption: string) =>
  `<figure>${content}<figcaption>${caption}</figcaption></figure>`;

const grid = (figures: readonly string[]) => `<div class="grid">\n${figures.join('\n')}\n</div>`;

const thumbnailOf = ({ renditions, path }: Picture) => renditions[0]?.path ?? path;

const linkedTo = (href: string, picture: Picture) =>
  `<a href="${href}"><img src="${thumbnailOf(picture)}" alt="${picture.title}"></a>`;

/** `a.png 150w, b.png 300w, …`, the original last. */
const srcset = ({ renditions, path, width }: Picture) =>
  [...renditions, { path, width }].map((r) => `${r.path} ${r.width}w`).join(', ');

export function indexPage(galleries: readonly Gallery[]): string {
  const covers = galleries.map((gallery) => {
    const cover = gallery.pictures.find(({ renditions }) => renditions.length > 0);
    const content =
      cover === undefined ? `<a href="${gallery.path}">Open</a>` : linkedTo(gallery.path, cover);
    return figure(content, `<b>${gallery.title}</b>: ${gallery.about}`);
  });
  return page('Demo galleries', galleries, grid(covers));
}

/** `/coast/`, `/coast/?page=2`, … */
export const pagePath = (gallery: Gallery, number: number) =>
  number === 1 ? gallery.path : `${gallery.path}?page=${number}`;

export const pageCount = (gallery: Gallery) =>
  gallery.layout === 'linked' ? Math.ceil(gallery.pictures.length / PICTURES_PER_PAGE) : 1;

function linkedPage(gallery: Gallery, number: number): string {
  const start = (number - 1) * PICTURES_PER_PAGE;
  const shown = gallery.pictures.slice(start, start + PICTURES_PER_PAGE);
  const last = pageCount(gallery);
  const numbers = Array.from({ length: last }, (_, i) => i + 1).map((n) =>
    n === number ? `<b>${n}</b>` : `<a href="${pagePath(gallery, n)}">${n}</a>`,
  );
  if (number < last) {
    numbers.push(`<a rel="next" href="${pagePath(gallery, number + 1)}">Next</a>`);
  }
  const figures = shown.map((p) => figure(linkedTo(p.path, p), p.title));
  return `${grid(figures)}\n<p class="pages">${numbers.join(' ')}</p>`;
}

function srcsetPage({ pictures }: Gallery): string {
  const figures = pictures.map((p, i) => {
    const small = `<img src="${thumbnailOf(p)}" alt="${p.title}"`;
    return figure(
      i % 2 === 0
        ? `${small} srcset="${srcset(p)}" sizes="15rem">`
        : `<picture><source type="image/png" srcset="${srcset(p)}">${small}></picture>`,
      p.title,
    );
  });
  return grid(figures);
}

function lazyPage({ pictures }: Gallery): string {
  const figures = pictures.map((p) => {
    const placeholder = `<img class="lazy" src="${PLACEHOLDER}" alt="${p.title}"`;
    return figure(
      p.renditions.length === 0
        ? `${placeholder} data-src="${p.path}"><noscript><img src="${p.path}" alt="${p.title}"></noscript>`
        : `${placeholder} data-srcset="${srcset(p)}" data-sizes="auto">`,
      p.title,
    );
  });
  // What such a page's own script does, so that it also looks right in a browser.
  const script = `<script>
  for (const image of document.querySelectorAll('img.lazy')) {
    if (image.dataset.srcset) image.srcset = image.dataset.srcset;
    else image.src = image.dataset.src;
  }
  </script>`;
  return `${grid(figures)}\n${script}`;
}

/** `/moons/view/3` */
export const viewerPath = (gallery: Gallery, number: number) => `${gallery.path}view/${number}`;

export function viewerPage(
  galleries: readonly Gallery[],
  gallery: Gallery,
  picture: Picture,
): string {
  const number = gallery.pictures.indexOf(picture) + 1;
  const links = [`<a href="${gallery.path}">All of ${gallery.title}</a>`];
  if (number > 1) {
    links.push(`<a rel="prev" href="${viewerPath(gallery, number - 1)}">Previous</a>`);
  }
  if (number < gallery.pictures.length) {
    links.push(`<a rel="next" href="${viewerPath(gallery, number + 1)}">Next</a>`);
  }
  return page(
    picture.title,
    galleries,
    `<p class="viewer"><img src="${picture.path}" width="${picture.width}" height="${picture.height}" alt="${picture.title}"></p>
  <p class="pages">${links.join(' ')}</p>`,
  );
}

function listingPage(gallery: Gallery, sizeOf: (picture: Picture) => number): string {
  const lines = gallery.pictures.map((picture) => {
    const name = picture.path.slice(gallery.path.length);
    return `<a href="${name}">${name}</a>${' '.repeat(Math.max(1, 40 - name.length))}01-May-2024 12:00 ${String(sizeOf(picture)).padStart(10)}`;
  });
  return `<!doctype html>
<html>
<head><title>Index of ${gallery.path}</title></head>
<body>
<h1>Index of ${gallery.path}</h1><hr><pre><a href="../">../</a>
${lines.join('\n')}
</pre><hr></body>
</html>
`;
}

function faultsPage({ pictures }: Gallery): string {
  const figures = pictures.map((p) => {
    const fault = faultOf(p);
    return figure(linkedTo(p.path, p), fault === undefined ? p.title : FAULT_NOTES[fault]);
  });
  return grid(figures);
}

/** Page `number` of a gallery; `sizeOf` tells an original's bytes. */
export function galleryPage(
  galleries: readonly Gallery[],
  gallery: Gallery,
  number: number,
  sizeOf: (picture: Picture) => number,
): string {
  if (gallery.layout === 'listing') return listingPage(gallery, sizeOf);
  const bodies = {
    linked: () => linkedPage(gallery, number),
    srcset: () => srcsetPage(gallery),
    lazy: () => lazyPage(gallery),
    viewer: () =>
      grid(
        gallery.pictures.map((p, i) => figure(linkedTo(viewerPath(gallery, i + 1), p), p.title)),
      ),
    faults: () => faultsPage(gallery),
  };
  const title = number === 1 ? gallery.title : `${gallery.title}, page ${number}`;
  return page(title, galleries, `<p>${gallery.about}</p>\n  ${bodies[gallery.layout]()}`);
}
