import { Document } from 'domhandler';
import type { ParentNode } from 'domhandler';
import { Tokenizer } from 'htmlparser2';
import { atOnce, inTurns, type Steps } from './steps.ts';
import { TreeBuilder } from './tree-builder.ts';

/** A parsed page. Structural, so that a `CheerioAPI` is one too; nothing but the tree is read. */
export interface ParsedPage {
  root(): { get(index: number): ParentNode | undefined };
  /** The page has more elements than are read; what comes after is not in the tree. */
  cut?: boolean;
}

/** Characters read in one step. */
const STEP = 65_536;

/** The tree of an HTML text, at once. */
export function parseTree(html: string): ParentNode {
  return rootOf(atOnce(parse(html, false)));
}

/** The tree of an HTML text, read in turns with whatever else the process does. */
export async function parsePage(html: string, { xml = false } = {}): Promise<ParsedPage> {
  return inTurns(parse(html, xml));
}

function* parse(html: string, xml: boolean): Steps<ParsedPage> {
  const builder = new TreeBuilder(html, xml);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, builder);
  for (let at = 0; at < html.length && !builder.full; at += STEP) {
    tokenizer.write(html.slice(at, at + STEP));
    yield;
  }
  if (!builder.full) tokenizer.end();
  return { root: () => ({ get: () => builder.document }), cut: builder.full };
}

/** An empty page where `$` holds no document. */
export function rootOf($: ParsedPage): ParentNode {
  return $.root().get(0) ?? new Document([]);
}
