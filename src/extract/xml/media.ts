/** Media RSS (rssboard.org/media-rss): pictures that an item of a feed offers. */
import { looksLikePicture } from '../file-kind.ts';
import type { OfferedFile } from '../gathering.ts';
import { childrenOf, textIn, type XmlElement } from './tree.ts';

export interface FeedMedia {
  pictures: { files: OfferedFile[]; title?: string; caption?: string }[];
  /** Largest first. */
  thumbnails: OfferedFile[];
}

export function mediaOf(item: XmlElement): FeedMedia {
  const pictures: FeedMedia['pictures'] = [];
  // "Allows grouping of media:content elements that are effectively the same content."
  for (const group of childrenOf(item, 'media:group')) addPicture(group, [...picturesIn(group)]);
  for (const content of picturesIn(item)) addPicture(content, [content], item);
  const thumbnails = [
    item,
    ...childrenOf(item, 'media:group'),
    ...childrenOf(item, 'media:content'),
  ]
    .flatMap((parent) => childrenOf(parent, 'media:thumbnail'))
    .flatMap(fileOf);
  return { pictures, thumbnails: largestFirst(thumbnails) };

  function addPicture(element: XmlElement, contents: XmlElement[], around = element): void {
    const small = childrenOf(element, 'media:thumbnail').flatMap(fileOf);
    const files = largestFirst(contents.flatMap(fileOf));
    if (files.length === 0) return;
    const said = (name: string) => textIn(element, name) ?? textIn(around, name);
    const [title, caption] = [said('media:title'), said('media:description')];
    pictures.push({
      files: [...files, ...largestFirst(small)],
      ...(title !== undefined && { title }),
      ...(caption !== undefined && { caption }),
    });
  }
}

function picturesIn(parent: XmlElement): XmlElement[] {
  return childrenOf(parent, 'media:content').filter(({ attributes }) => {
    const { medium, type, url = '' } = attributes;
    if (type !== undefined) return type.startsWith('image/');
    return medium === undefined ? looksLikePicture(url) : medium === 'image';
  });
}

function fileOf({ attributes: { url, width } }: XmlElement): OfferedFile[] {
  if (url === undefined || url === '') return [];
  const pixels = /^\d{1,6}$/.test(width ?? '') ? Number(width) : undefined;
  return [{ url, width: pixels }];
}

/** Those that do not tell keep their place, after those that do. */
function largestFirst(files: readonly OfferedFile[]): OfferedFile[] {
  return [...files].sort((a, b) => (b.width ?? 0) - (a.width ?? 0));
}
