/**
 * The HTML Living Standard's "shared declarative refresh steps" (§4.2.5.3), step by step: the URL that a `content` of
 * `5; url=next.html` names, as it stands; undefined when the page only reloads itself, or the text is malformed.
 */
export function refreshTarget(content: string): string | undefined {
  const text = content.slice(0, MAX_LENGTH);
  const time = /^[\t\n\f\r ]*(?:\d+[\d.]*|\.[\d.]*)/.exec(text);
  if (time === null) return undefined;
  const rest = /^(?:[\t\n\f\r ]*[;,]|[\t\n\f\r ])[\t\n\f\r ]*(.*)$/s.exec(
    text.slice(time[0].length),
  );
  const target = rest?.[1] ?? '';
  const named = /^url[\t\n\f\r ]*=[\t\n\f\r ]*(.*)$/is.exec(target)?.[1] ?? target;
  const quote = /^["']/.exec(named)?.[0];
  const bare = quote === undefined ? named : (named.slice(1).split(quote, 1)[0] ?? '');
  return bare.trim() === '' ? undefined : bare;
}

/** A little more than the longest URL that is worth asking for. */
const MAX_LENGTH = 20_000;
