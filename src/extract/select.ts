/** CSS selectors over a page that is parsed already. By itself, as nothing but a user's own code needs cheerio. */
import { load, type CheerioAPI } from 'cheerio';
import { Document } from 'domhandler';
import { rootOf, type ParsedPage } from './tree.ts';

export type { CheerioAPI };

/** Cheerio over the page's own tree; over an empty one for a document that is no markup. */
export function queryOf($: ParsedPage | undefined): CheerioAPI {
  return load($ === undefined ? new Document([]) : rootOf($));
}
