/** Boxes of the ISO base media file format (ISO/IEC 14496-12 §4.2), which HEIF, JPEG 2000 and JPEG XL share. */
import { fourCC, u32be, u64be } from '../bytes.ts';
import { take } from '../walk.ts';
import type { Walk } from '../walk.ts';

/** No picture has more boxes at one level before the one looked for. */
export const MAX_BOXES = 1_000;

export interface BoxHeader {
  type: string;
  /** Bytes of content that follow; `Infinity` for the last box when it runs to the end of the file. */
  bytes: number;
}

/** Undefined when the size cannot be. */
export function* boxHeader(): Walk<BoxHeader | undefined> {
  const head = yield* take(8);
  const type = fourCC(head, 4);
  const size = u32be(head, 0);
  if (size === 0) return { type, bytes: Infinity };
  if (size >= 8) return { type, bytes: size - 8 };
  if (size !== 1) return undefined;
  const large = u64be(yield* take(8), 0);
  return large >= 16 ? { type, bytes: large - 16 } : undefined;
}

export interface HeldBox {
  type: string;
  /** Where its content begins and ends in the array. */
  from: number;
  to: number;
}

/** The boxes between two places of an array; ends at the first that does not fit. */
export function* heldBoxes(bytes: Uint8Array, from: number, to: number): Generator<HeldBox> {
  let at = from;
  while (at + 8 <= to) {
    const size = u32be(bytes, at);
    const header = size === 1 ? 16 : 8;
    const whole = size === 1 ? u64be(bytes, at + 8) : size === 0 ? to - at : size;
    if (whole < header || at + whole > to) return;
    yield { type: fourCC(bytes, at + 4), from: at + header, to: at + whole };
    at += whole;
  }
}
