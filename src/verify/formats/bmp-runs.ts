/** Run-length encoded pixels of a bitmap: pairs of a count and a value, and escapes (MS-WMF §3.1.6). */
import { scan } from '../walk.ts';
import type { Walk } from '../walk.ts';

const END_OF_BITMAP = 1;
const DELTA = 2;

/**
 * Passes over the pixels up to "end of bitmap"; where that is missing, as in files of careless encoders, over as many
 * bytes as the header states.
 * @param form `wide`: a pixel takes a byte, else half of one; `stated`: bytes by the header, 0 for unknown
 */
export function* runLengthBitmap(form: { wide: boolean; stated: number }): Walk<void> {
  /** Bytes that are still to be passed, pixels of an absolute run or a delta. */
  let left = 0;
  let first: number | undefined;
  let passed = 0;
  yield* scan((chunk, from) => {
    let at = from;
    while (at < chunk.length) {
      const step = left > 0 ? Math.min(left, chunk.length - at) : 1;
      const byte = chunk[at] ?? 0;
      at += step;
      passed += step;
      if (left > 0) {
        left -= step;
      } else if (first === undefined) {
        first = byte;
      } else {
        if (first === 0 && byte === END_OF_BITMAP) return at;
        if (first === 0 && byte >= DELTA) left = byte === DELTA ? 2 : runBytes(byte, form.wide);
        first = undefined;
      }
      if (form.stated > 0 && passed >= form.stated) return at;
    }
    return -1;
  });
}

/** Pixels as they are, filled up to an even number of bytes. */
function runBytes(pixels: number, wide: boolean): number {
  const bytes = wide ? pixels : Math.ceil(pixels / 2);
  return bytes + (bytes % 2);
}
