/** The table of formats. */
import { bmp } from './formats/bmp.ts';
import { gif } from './formats/gif.ts';
import { heif } from './formats/heif.ts';
import { ico } from './formats/ico.ts';
import { j2c, jp2 } from './formats/jp2.ts';
import { jpeg } from './formats/jpeg.ts';
import { jxl } from './formats/jxl.ts';
import { png } from './formats/png.ts';
import { svg } from './formats/svg.ts';
import { tiff } from './formats/tiff.ts';
import { webp } from './formats/webp.ts';
import type { PictureFormat, PictureKind } from './types.ts';

/** Most frequent first; text, which may need the whole head to tell, last. */
const KINDS: readonly PictureKind[] = [
  jpeg,
  png,
  webp,
  gif,
  heif,
  bmp,
  tiff,
  jxl,
  ico,
  jp2,
  j2c,
  svg,
];

/** A head of this many bytes is enough to tell every format: a licence may stand before the root of an SVG. */
export const SNIFF_BYTES = 16_384;

export interface Recognised {
  format: PictureFormat;
  kind: PictureKind;
}

/**
 * By the bytes alone: the first kind in the table that says yes. A later one has to wait until those before it are
 * certain, so that the answer is the same however the bytes were cut into chunks.
 */
export function recognise(head: Uint8Array): Recognised | 'not_a_picture' | 'more' {
  for (const kind of KINDS) {
    const answer = kind.sniff(head);
    if (answer === 'no') continue;
    if (answer !== 'more') return { format: answer, kind };
    if (head.length < SNIFF_BYTES) return 'more';
  }
  return 'not_a_picture';
}
