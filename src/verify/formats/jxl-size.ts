/** The size header at the start of a JPEG XL codestream (ISO/IEC 18181-1, SizeHeader). Pure. */
import type { Size } from '../types.ts';
import { sized } from '../walk.ts';

/** The longest one: 68 bits. */
export const SIZE_HEADER_BYTES = 9;

/** Bits that a side may take, by selector; the value is one less than the side. */
const SIDE_BITS = [9, 13, 18, 30];
/** Width to height, by selector; 0 means that the width is written out. */
const RATIOS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

/** Nothing where the header is cut. */
export function sizeFromHeader(bytes: Uint8Array): { size?: Size } {
  const bits = new BitReader(bytes);
  const small = bits.read(1) === 1;
  const height = side(bits, small);
  const [over, under] = RATIOS[bits.read(3)] ?? [0, 1];
  const width = over === 0 ? side(bits, small) : Math.floor((height * over) / under);
  return bits.overrun ? {} : sized(width, height);
}

function side(bits: BitReader, small: boolean): number {
  if (small) return (bits.read(5) + 1) * 8;
  return bits.read(SIDE_BITS[bits.read(2)] ?? 0) + 1;
}

/** Bits of an array, the lowest of each byte first; zeros past its end. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get overrun(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++, this.#at++)
      value += (((this.#bytes[this.#at >> 3] ?? 0) >> (this.#at & 7)) & 1) * 2 ** bit;
    return value;
  }
}
