/** Sitemaps (sitemaps.org), their indexes, and Google's extension for pictures. */
import type { Gathering } from '../gathering.ts';
import type { Steps } from '../steps.ts';
import { childrenOf, textIn, type XmlElement } from './tree.ts';

/** Pictures "for each page" of the extension. */
const MAX_PICTURES_OF_PAGE = 1_000;

/** A page is followed like any other link; its pictures are as good as found on it. */
export function* readSitemap(root: XmlElement, gathering: Gathering): Steps<void> {
  for (const entry of root.children) {
    yield;
    const location = textIn(entry, 'loc') ?? textIn(entry, 'sitemap:loc');
    const url = location === undefined ? undefined : gathering.resolve(location);
    if (url === undefined) continue;
    if (/(?:^|:)sitemap$/.test(entry.name))
      gathering.link(url, { document: true, pagination: { rel: 'other' } });
    else gathering.link(url);
    for (const image of childrenOf(entry, 'image:image').slice(0, MAX_PICTURES_OF_PAGE)) {
      const file = textIn(image, 'image:loc');
      if (file === undefined) continue;
      gathering.picture([{ url: file }], {
        title: textIn(image, 'image:title'),
        caption: textIn(image, 'image:caption'),
        page: { url, folder: true },
      });
    }
  }
}
