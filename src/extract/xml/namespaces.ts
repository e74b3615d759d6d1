/** The prefix by which each namespace that pixhaul reads is usually called. */
const PREFIXES = new Map([
  ['search.yahoo.com/mrss', 'media'],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['www.w3.org/2005/atom', 'atom'],
  ['www.google.com/schemas/sitemap-image/1.1', 'image'],
  ['www.sitemaps.org/schemas/sitemap/0.9', 'sitemap'],
  ['www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
]);

/** Spelling varies in feeds: `https`, a slash at the end, capitals. */
export function prefixOf(namespace: string): string | undefined {
  const plain = namespace
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  return PREFIXES.get(plain);
}
