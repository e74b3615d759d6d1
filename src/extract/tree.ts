import { load } from 'cheerio';
import { Document } from 'domhandler';
import type { ParentNode } from 'domhandler';

/**
 * A page parsed by cheerio. Structural, as the types of cheerio's two module formats (Crawlee uses the CommonJS one)
 * do not fit each other; nothing but the tree is read.
 */
export interface ParsedPage {
  root(): { get(index: number): ParentNode | undefined };
}

/** The tree of an HTML text, by the parser that Crawlee uses, so that both ways in see the same page. */
export function parseTree(html: string): ParentNode {
  const page: ParsedPage = load(html, { xml: { xmlMode: false, decodeEntities: true } });
  return rootOf(page);
}

/** An empty page where `$` holds no document. */
export function rootOf($: ParsedPage): ParentNode {
  return $.root().get(0) ?? new Document([]);
}
