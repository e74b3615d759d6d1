/** The URL that a `Link` header gives with `rel=next` (RFC 8288 §3), as it stands. */
export function nextInHeader(header: string): string | undefined {
  for (const [, url = '', parameters = ''] of header.slice(0, 8192).matchAll(LINK)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const types = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (types.includes('next')) return url.trim();
  }
  return undefined;
}

const LINK = /<([^<>]*)>((?:[^",<]|"[^"]*")*)/g;
