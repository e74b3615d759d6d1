/**
 * A copy of a string with memory of its own.
 *
 * V8 makes substrings of 13 characters and more as slices that point into their parent, so one link text that
 * outlives its page keeps the whole page's HTML alive. Copying the characters through a buffer cuts that tie.
 * ASCII goes through one byte a character; anything else through UTF-16, which keeps lone surrogates as they are.
 */
export function own(text: string): string {
  const encoding = Buffer.byteLength(text, 'utf8') === text.length ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}

/** An owned copy, cut to `max` UTF-16 units, never in the middle of a surrogate pair. */
export function ownCut(text: string, max: number): string {
  if (text.length <= max) return own(text);
  const last = text.charCodeAt(max - 1);
  const cutsPair = last >= 0xd800 && last <= 0xdbff;
  return own(text.slice(0, cutsPair ? max - 1 : max));
}

/** White space collapsed to single spaces, ends trimmed. */
export function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
