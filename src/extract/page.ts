import { targetOf, type Target } from './anchors.ts';
import { groupsOf } from './groups.ts';
import { linksOf } from './links.ts';
import { merge } from './merge.ts';
import { collapse, own } from './own.ts';
import { picturesOf } from './pictures.ts';
import { Resolver } from './resolve.ts';
import { scan } from './scan.ts';
import type { AnchorScan } from './scanned.ts';
import { parseTree, rootOf, type ParsedPage } from './tree.ts';
import type { PageContent } from './types.ts';
import { baseUrl, normaliseUrl } from './url.ts';

/** A page as text, or as Crawlee parsed it already (its `CheerioAPI`). `url` is the page's own, after redirects. */
export type PageInput = { html: string; url: string } | { $: ParsedPage; url: string };

/**
 * What a page offers: its pictures, each once and at the best resolution that the page proves, and its links.
 *
 * Pure, linear in the page, and never throws on a site's markup. The result shares no memory with the page.
 */
export function extractPage(input: PageInput): PageContent {
  const page = scan('$' in input ? rootOf(input.$) : parseTree(input.html));
  const normalised = normaliseUrl(input.url, input.url);
  const pageUrl = 'url' in normalised ? normalised.url : input.url;
  const resolver = new Resolver(baseUrl(pageUrl, page.baseHref));
  const targets = new Map<AnchorScan, Target>(
    page.anchors.map((anchor) => [anchor, targetOf(anchor, resolver, pageUrl)]),
  );
  const links = linksOf(page.anchors, targets);
  const urlOf = (kind: 'image' | 'page') => (anchor: AnchorScan) => {
    const target = targets.get(anchor);
    return target?.kind === kind ? target.url : undefined;
  };
  const groups = groupsOf(page, { image: urlOf('image'), page: urlOf('page') }, resolver.picture);
  const title = own(collapse(page.title));
  return {
    ...(title !== '' && { title }),
    pictures: picturesOf(merge(groups), links, pageUrl),
    refused: resolver.refused,
    links,
  };
}
