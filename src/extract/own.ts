/**
 * A copy of a string with memory of its own.
 *
 * V8 makes substrings of 13 characters and more as slices that point into their parent, so one link text that
 * outlives its page keeps the whole page's HTML alive. Copying the characters through a buffer cuts that tie.
 * ASCII goes through one byte a character; anything else through UTF-16, which keeps lone surrogates as they are.
 */
export function own(text: string): string {
  if (text.length < SLICE_LENGTH) return text;
  if (text.length <= MOST_IN_SCRATCH) {
    const bytes = scratch.write(text, 'utf8');
    if (bytes === text.length) return scratch.toString('latin1', 0, bytes);
  } else if (Buffer.byteLength(text, 'utf8') === text.length) {
    return Buffer.from(text, 'latin1').toString('latin1');
  }
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** V8 copies what is shorter. */
const SLICE_LENGTH = 13;

/** Most texts fit into one buffer that is used again and again; a UTF-16 unit has at most three bytes of UTF-8. */
const scratch = Buffer.allocUnsafeSlow(6_144);
const MOST_IN_SCRATCH = 2_048;

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
