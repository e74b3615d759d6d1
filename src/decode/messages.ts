/** What the messages of libvips and the libraries below it mean. Pure. */
import type { DecodeVerdict } from './types.ts';

/**
 * Nothing is wrong with the file: this build lacks a codec, or declines such a size, or a drawing has none. The marker
 * is that of JPEG-LS (ITU-T T.87 §C.1.1).
 */
const UNSUPPORTED =
  /unsupported image format|has not been built in|Unsupported (codec|feature|JPEG process|JPEG data precision|marker type 0xf7)|not (supported|implemented|configured)|bad dimensions|exceeds.*limit|too (large|big|many)|huge/i;

const CUT =
  /premature end of JPEG|not enough data|unexpected end|unexpected eof|truncated|outside of file bounds|failed to read directory/i;

/** Said of every failure, and of none in particular. */
const NOISE =
  /bad seek to|unable to write to target|libpng read error|^error in tile|gave \d+ warnings/;

/** Stray bytes between segments, and what cameras and editors write against the rules, spoil no pixel. */
const HARMLESS = /extraneous bytes before marker|Invalid SOS parameters|Unknown Adobe/i;
/** A warning of the JPEG library that names pixels which it had to make up. */
const PIXELS_LOST = /Corrupt JPEG data|bad Huffman code|incorrect data check/i;

/**
 * @param error what the decoding threw, if it did
 * @param warnings what was said by the way
 */
export function verdictOf(error: Error | undefined, warnings: readonly string[]): DecodeVerdict {
  const said = linesOf(warnings);
  if (error === undefined) {
    const lost = said.find((line) => PIXELS_LOST.test(line) && !HARMLESS.test(line));
    return lost === undefined ? { ok: true } : { ok: false, cut: CUT.test(lost), reason: lost };
  }
  const lines = [...linesOf([error.message]), ...said];
  if (lines.some((line) => UNSUPPORTED.test(line))) return 'unsupported';
  const telling = lines.filter((line) => !NOISE.test(line));
  const reason = telling.find((line) => CUT.test(line)) ?? telling[0] ?? 'its pixels are damaged';
  return { ok: false, cut: CUT.test(reason), reason };
}

/** Each line once, without the name of the part of libvips that says it. */
function linesOf(messages: readonly string[]): string[] {
  const lines = messages.join('\n').split('\n');
  return [...new Set(lines.map((line) => line.replace(/^[\w ]{1,20}: (?=\S)/, '').trim()))].filter(
    (line) => line !== '',
  );
}
