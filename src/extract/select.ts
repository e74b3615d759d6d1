/** CSS selectors over a page that is parsed already. By itself, as nothing but a user's own code needs cheerio. */
import { load } from 'cheerio';
// Its declarations for modules lead nowhere (`import … from '.'`): whoever checks those of packages too would see that.
import type { CheerioAPI } from 'cheerio' with { 'resolution-mode': 'require' };
import { Document } from 'domhandler';
import { rootOf, type ParsedPage } from './tree.ts';

export type { CheerioAPI };

/** Cheerio over the page's own tree; over an empty one for a document that is no markup. */
export function queryOf($: ParsedPage | undefined): CheerioAPI {
  const query: unknown = load($ === undefined ? new Document([]) : rootOf($));
  // One and the same, declared twice.
  return query as CheerioAPI;
}
