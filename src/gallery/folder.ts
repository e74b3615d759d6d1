/** The folder that a gallery's pictures go to, made of its URL. */

const INDEX_FILE = /^(index|default|home)(\.\w+)?$/i;
const PAGE_EXTENSION =
  /\.(?:html?|xhtml|php\d?|aspx?|jsp|cgi|pl|(?:xml|rss|atom|rdf|json|txt)(?:\.gz)?)$/i;

/**
 * Clean path segments joined by `/`: `/photos/2024/summer/index.html` → `photos/2024/summer`,
 * `/view.php?album=5` → `view-album-5`, the root → `index`. Names are made safe for file systems later, where the
 * whole file name is known.
 */
export function galleryFolder(pageUrl: string): string {
  const url = new URL(pageUrl);
  const segments = url.pathname.split('/').filter(Boolean).map(decode);
  const last = segments.at(-1);
  if (last !== undefined && !url.pathname.endsWith('/')) {
    segments.pop();
    if (!INDEX_FILE.test(last)) segments.push(last.replace(PAGE_EXTENSION, ''));
  }
  const query = [...url.searchParams].map(([key, value]) => (value ? `${key}-${value}` : key));
  if (query.length > 0) segments.push([segments.pop() ?? 'index', ...query].join('-'));
  return segments.map((s) => s.replaceAll('/', '_')).join('/') || 'index';
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not percent-encoded UTF-8 (RFC 3986 §2.5 leaves the encoding open): kept as it stands.
    return segment;
  }
}
