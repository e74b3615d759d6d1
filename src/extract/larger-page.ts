import { fileNameOf } from './file-kind.ts';
import { renditionOf, sizeOfWord, withoutSize } from './rendition.ts';
import type { PageLink } from './types.ts';

interface LargerPage {
  url: string;
  /** On the scale of `Rendition.level`. */
  level: number;
  /** What the names of both pages have in common. */
  names: readonly string[];
}

/**
 * Where one picture has a page for each size of it, with links from one to the other (`small | medium | large`): the
 * page of a larger size. Proof is that the link says a size and nothing else, that the page it leads to is named like
 * this one but for the size, and that the picture is, too.
 */
export class LargerPages {
  readonly #pages: LargerPage[];

  constructor(links: readonly PageLink[], pageUrl: string) {
    const here = namesOf(pageUrl);
    this.#pages = links.flatMap(({ url, text }) => {
      const level = sizeOfWord(text);
      if (level === undefined) return [];
      const there = namesOf(url);
      if (there.folder !== here.folder) return [];
      const names = here.names.filter((name) => name !== '' && there.names.includes(name));
      return names.length === 0 ? [] : [{ url, level, names }];
    });
  }

  /** The page with the largest size of the picture in this file, if that is larger than the file. */
  of(pictureUrl: string): string | undefined {
    if (this.#pages.length === 0) return undefined;
    const rendition = renditionOf(pictureUrl);
    if (rendition === undefined) return undefined;
    const { key } = rendition;
    let best = { url: undefined as string | undefined, level: rendition.level };
    for (const page of this.#pages)
      if (page.level > best.level && page.names.some((name) => key.endsWith(`/${name}`)))
        best = page;
    return best.url;
  }
}

/** A page's name as it stands, and without its size: `X_800x600` may be the name of a picture. */
function namesOf(pageUrl: string): { folder: string; names: readonly string[] } {
  const bare = pageUrl.replace(/[?#].*$/, '');
  const stem = fileNameOf(bare)
    .toLowerCase()
    .replace(/\.[^.]*$/, '');
  return { folder: bare.slice(0, bare.lastIndexOf('/') + 1), names: [stem, withoutSize(stem)] };
}
