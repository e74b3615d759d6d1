/** A feed or a sitemap → what it offers. */
import { Gathering, type PictureTexts } from '../gathering.ts';
import { extractSteps } from '../page.ts';
import type { Steps } from '../steps.ts';
import type { PageContent } from '../types.ts';
import { readFeed } from './feed.ts';
import { readSitemap } from './sitemap.ts';
import { parseXml } from './tree.ts';

export interface XmlDocument {
  text: string;
  /** The document's own, after redirects. */
  url: string;
}

/** Names of root elements, without prefix, of what is read as XML. */
const FEEDS = new Set(['rss', 'rdf', 'feed']);
const SITEMAPS = new Set(['urlset', 'sitemapindex']);

export function isKnownXml(rootName: string): boolean {
  return FEEDS.has(rootName) || SITEMAPS.has(rootName);
}

export function* extractXml({ text, url }: XmlDocument): Steps<PageContent> {
  const { root, cut } = yield* parseXml(text);
  const kind = root?.name.replace(/^.*:/, '') ?? '';
  const gathering = new Gathering(url, SITEMAPS.has(kind) ? 'sitemap' : 'feed');
  function* readHtml(html: string, base: string, texts: PictureTexts): Steps<void> {
    if (html === '' || gathering.full) return;
    gathering.take(yield* extractSteps({ html, url: base }), texts);
  }
  let title: string | undefined;
  if (root !== undefined && SITEMAPS.has(kind)) yield* readSitemap(root, gathering);
  if (root !== undefined && FEEDS.has(kind)) title = yield* readFeed(root, gathering, readHtml);
  const content = gathering.content(title);
  return cut ? { ...content, incomplete: true } : content;
}
