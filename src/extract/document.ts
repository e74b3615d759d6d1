import { extractPageInTurns } from './page.ts';
import type { ParsedPage } from './tree.ts';
import type { PageContent } from './types.ts';

/** What a page's address gave, read and parsed, by kind. */
export interface PageDocument {
  kind: 'html';
  $: ParsedPage;
  /** The document's own, after redirects. */
  url: string;
  /** Its character encoding, a name of the Encoding standard. Default UTF-8. */
  encoding?: string;
}

/** What a document offers, by the generic rules for its kind; in turns with whatever else the process does. */
export async function extractDocument(document: PageDocument): Promise<PageContent> {
  return extractPageInTurns(document);
}
