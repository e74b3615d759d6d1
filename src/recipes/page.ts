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

export interface LoadedPage extends RecipePage {
  /** How many elements it has. */
  readonly elements: number;
}

/** All recipes of a crawl look at the same page one after another. */
const pages = new WeakMap<PageDocument, LoadedPage | undefined>();

/** Undefined for a page that is nested too deep for selectors. */
export function recipePage(document: PageDocument): LoadedPage | undefined {
  if (pages.has(document)) return pages.get(document);
  const page = pageOf(document);
  pages.set(document, page);
  return page;
}

function pageOf(document: PageDocument): LoadedPage | undefined {
  const { url } = document;
  const $ = document.kind === 'html' ? document.$ : undefined;
  const elements = $ === undefined ? 0 : countElements(rootOf($));
  if (elements === undefined) return undefined;
  const json = document.kind === 'json' ? document.value : undefined;
  return { url, $: queryOf($), json, elements };
}

/** Undefined when some stand deeper than `MAX_DEPTH`. Level by level, and without a call for each. */
function countElements(root: ParentNode): number | undefined {
  let count = 0;
  let level: ParentNode[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return undefined;
    const below: ParentNode[] = [];
    for (const { children } of level) {
      for (const child of children) {
        if (!isTag(child)) continue;
        count++;
        if (child.children.length > 0) below.push(child);
      }
    }
    level = below;
  }
  return count;
}
