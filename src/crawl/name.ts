import { createHash } from 'node:crypto';
import { redactUrl } from '../http/index.ts';

const LONGEST = 80;

/** Name of a crawl, made of its first start URL: `https://example.org/g/cats/?p=1` → `example.org-g-cats-p-1`. */
export function crawlName(startUrl: string): string {
  const url = new URL(redactUrl(startUrl));
  const slug = decodeURIComponentSafely(`${url.host}${url.pathname}${url.search}`)
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  const secret = redactUrl(startUrl) !== startUrl;
  if (slug !== '' && slug.length <= LONGEST && !secret) return slug;
  const hash = createHash('sha256').update(startUrl).digest('hex').slice(0, 8);
  return `${slug.slice(0, LONGEST)}-${hash}`.replace(/^-/, '');
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded UTF-8: the escapes themselves make a good enough name.
    return text;
  }
}
