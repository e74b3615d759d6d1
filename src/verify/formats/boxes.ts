/** Boxes of the ISO base media file format (ISO/IEC 14496-12 §4.2), which HEIF, JPEG 2000 and JPEG XL share. */
import { fourCC, u32be, u64be } from '../bytes.ts';
import type { Findings } from '../types.ts';
import { take } from '../walk.ts';
import type { Walk } from '../walk.ts';

/** Far more than any picture has at one level: a sequence in fragments has two a frame. */
export const MAX_BOXES = 100_000;

export interface BoxHeader {
  type: string;
  /** Bytes of the header itself. */
  header: 8 | 16;
  /** Bytes of content that follow; `Infinity` for the last box when it runs to the end of the file. */
  bytes: number;
}

/**
 * Undefined when the size cannot be.
 * @param first the first byte, where it was taken already
 */
export function* boxHeader(first?: number): Walk<BoxHeader | undefined> {
  const head = yield* take(first === undefined ? 8 : 7);
  const at = first === undefined ? 0 : -1;
  const type = fourCC(head, at + 4);
  // Shifting out the highest byte that `head` may begin without.
  const size = (first ?? head[0] ?? 0) * 2 ** 24 + (u32be(head, at) % 2 ** 24);
  if (size === 0) return { type, header: 8, bytes: Infinity };
  if (size >= 8) return { type, header: 8, bytes: size - 8 };
  if (size !== 1) return undefined;
  const large = u64be(yield* take(8), 0);
  return large >= 16 ? { type, header: 16, bytes: large - 16 } : undefined;
}

/**
 * The next box at the top level. Once the picture is `whole`, bytes that cannot be a box of a `known` type are what
 * somebody has appended: then undefined, and whole it stays. A known one that is cut is missing.
 */
export function* nextBox(found: Findings, known: readonly string[]): Walk<BoxHeader | undefined> {
  const complete = found.whole === true;
  const [first = 0] = yield* take(1);
  // The highest byte of a size; no box behind the picture has 32 MiB.
  if (complete && first > 1) return undefined;
  found.whole = false;
  const box = yield* boxHeader(first);
  if (box !== undefined && (!complete || known.includes(box.type))) return box;
  if (complete) found.whole = true;
  else found.broken = 'a box has an impossible size';
  return undefined;
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
