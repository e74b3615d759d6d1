/** The URL of the page after this one, where an answer of unknown shape names it. */
import { isRecord, textOf } from './json.ts';

const NEXT = /^next_?(?:page)?_?(?:url|uri|link|href)?$/i;
/** Objects that hold such a URL in common APIs. */
const AROUND = /^_?(?:links?|paging|pagination|pager|meta|info|cursor|page|pageinfo)$/i;

export function nextInJson(value: unknown, levels = 3): string | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).slice(0, 1000);
  for (const [key, next] of entries) {
    const url = NEXT.test(key)
      ? (textOf(next) ?? (isRecord(next) ? textOf(next['href']) : undefined))
      : undefined;
    // A cursor or a title is no address.
    if (url !== undefined && /^(?:https?:\/)?\//i.test(url)) return url;
  }
  if (levels === 0) return undefined;
  for (const [key, inner] of entries) {
    const url = AROUND.test(key) ? nextInJson(inner, levels - 1) : undefined;
    if (url !== undefined) return url;
  }
  return undefined;
}
