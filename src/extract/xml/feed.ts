/** RSS 2.0, RSS 1.0 (RDF) and Atom (RFC 4287). */
import type { Gathering, PictureTexts } from '../gathering.ts';
import { looksLikePicture } from '../file-kind.ts';
import { textOfHtml } from '../html-text.ts';
import type { Steps } from '../steps.ts';
import { mediaOf } from './media.ts';
import { childOf, childrenOf, textIn, type XmlElement } from './tree.ts';

/** Takes over the pictures of a piece of HTML. */
export type HtmlReader = (html: string, base: string, texts: PictureTexts) => Steps<void>;

/** @returns the title */
export function* readFeed(
  root: XmlElement,
  gathering: Gathering,
  readHtml: HtmlReader,
): Steps<string | undefined> {
  const channel = childOf(root, 'channel') ?? root;
  // RSS 1.0 lists its items beside the channel.
  const items = [channel, ...(channel === root ? [] : [root])].flatMap((parent) =>
    parent.children.filter(({ name }) => name === 'item' || plain(name) === 'entry'),
  );
  for (const item of items) {
    yield;
    yield* readItem(item, gathering, readHtml);
  }
  const next = channel.children.find(
    ({ name, attributes }) => plain(name) === 'link' && attributes['rel'] === 'next',
  )?.attributes['href'];
  if (next !== undefined) gathering.link(next, { pagination: { rel: 'next' }, document: true });
  return titleOf(channel);
}

function* readItem(item: XmlElement, gathering: Gathering, readHtml: HtmlReader): Steps<void> {
  const title = titleOf(item);
  const address = linkOf(item);
  const link = address === undefined ? undefined : gathering.resolve(address);
  const base = link ?? gathering.url;
  if (link !== undefined && !looksLikePicture(link))
    gathering.link(link, { text: title, listed: true });
  const texts: PictureTexts = { title, ...(link !== undefined && { page: { url: link } }) };
  const media = mediaOf(item);
  const enclosed = enclosures(item);
  for (const { files, ...own } of media.pictures)
    gathering.picture(files, { ...texts, ...own, title: own.title ?? title });
  for (const url of enclosed) gathering.picture([{ url }], texts);
  const before = gathering.count;
  for (const html of contentsOf(item)) yield* readHtml(html, base, texts);
  // A thumbnail, where the item has nothing else; what it stands for may be on its page.
  if (media.pictures.length + enclosed.length === 0 && gathering.count === before)
    gathering.picture(media.thumbnails, { ...texts, linksTo: link });
}

/** Atom's elements, where a text gives them a prefix. */
function plain(name: string): string {
  return name.replace(/^atom:/, '');
}

function titleOf(element: XmlElement): string | undefined {
  const title = element.children.find(({ name }) => plain(name) === 'title');
  if (title === undefined) return undefined;
  return textOfHtml(title.text === '' ? title.source : title.text);
}

/** RSS writes it as text, Atom as an attribute; `alternate` is what a link is that does not say (RFC 4287 §4.2.7.2). */
function linkOf(item: XmlElement): string | undefined {
  const links = item.children.filter(({ name }) => plain(name) === 'link');
  const written = links.find(({ text }) => text !== '')?.text;
  const alternate = links.find(
    ({ attributes: { rel = 'alternate', type = 'text/html', href } }) =>
      rel === 'alternate' && href !== undefined && /html/.test(type),
  );
  const guid = childOf(item, 'guid');
  const permanent = guid?.attributes['ispermalink'] !== 'false' ? guid?.text : undefined;
  return written ?? alternate?.attributes['href'] ?? permanent;
}

/** RSS's `enclosure`, and Atom's links that are one. */
function enclosures(item: XmlElement): string[] {
  return item.children.flatMap(({ name, attributes: { url, href, rel, type = '' } }) => {
    const file =
      name === 'enclosure' ? url : plain(name) === 'link' && rel === 'enclosure' ? href : undefined;
    const isPicture =
      file !== undefined && (type === '' ? looksLikePicture(file) : type.startsWith('image/'));
    return isPicture ? [file] : [];
  });
}

/** Markup, escaped or as it stands (`type="xhtml"`). The whole text makes the summary superfluous. */
function contentsOf(item: XmlElement): string[] {
  const whole = [
    textIn(item, 'content:encoded'),
    ...['content', 'atom:content'].flatMap((name) => childrenOf(item, name).map(markupOf)),
  ].filter((text) => text !== undefined && text !== '');
  if (whole.length > 0) return whole.filter((text) => text !== undefined);
  return item.children
    .filter(({ name }) => name === 'description' || plain(name) === 'summary')
    .map(markupOf);
}

function markupOf({ attributes, text, source }: XmlElement): string {
  return attributes['type'] === 'xhtml' || text === '' ? source : text;
}
