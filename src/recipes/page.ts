/** A document of the crawl, made ready for selectors. */
import { isTag, type ParentNode } from 'domhandler';
import type { PageDocument } from '../extract/index.ts';
import { queryOf } from '../extract/select.ts';
import { rootOf } from '../extract/tree.ts';
import type { RecipePage } from './types.ts';

/**
 * Elements inside each other. What a selector costs grows with the depth of the tree, and no gallery needs so many
 * levels: a page that has more is left to the generic rules, which it cannot make slow.
 */
const MAX_DEPTH = 512;

/** All recipes of a crawl look at the same page one after another. */
const pages = new WeakMap<PageDocument, RecipePage | undefined>();

/** Undefined for a page that is nested too deep for selectors. */
export function recipePage(document: PageDocument): RecipePage | undefined {
  if (pages.has(document)) return pages.get(document);
  const page = pageOf(document);
  pages.set(document, page);
  return page;
}

function pageOf(document: PageDocument): RecipePage | undefined {
  const { url } = document;
  const $ = document.kind === 'html' ? document.$ : undefined;
  if ($ !== undefined && isTooDeep(rootOf($))) return undefined;
  return { url, $: queryOf($), json: document.kind === 'json' ? document.value : undefined };
}

function isTooDeep(root: ParentNode): boolean {
  const open: { node: ParentNode; depth: number }[] = [{ node: root, depth: 0 }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (top.depth > MAX_DEPTH) return true;
    for (const child of top.node.children) {
      if (isTag(child) && child.children.length > 0)
        open.push({ node: child, depth: top.depth + 1 });
    }
  }
  return false;
}
