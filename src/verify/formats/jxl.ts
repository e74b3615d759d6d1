import { signedKind } from '../signature.ts';
import { sized, skip, take } from '../walk.ts';
import type { FormatWalk, Walk } from '../walk.ts';
import { boxHeader, MAX_BOXES } from './boxes.ts';

const CODESTREAM = '\xff\x0a';
const CONTAINER = '\0\0\0\x0cJXL \r\n\x87\n';

const walk: FormatWalk = function* (found) {
  const first = (yield* take(2))[0];
  if (first === 0xff) {
    Object.assign(found, yield* sizeHeader());
    return;
  }
  yield* skip(10); // the rest of the signature box
  for (let count = 0; count < MAX_BOXES; count++) {
    const box = yield* boxHeader();
    if (box === undefined) return;
    if (box.type === 'jxlc' || box.type === 'jxlp') {
      yield* skip(box.type === 'jxlp' ? 4 : 0); // number of the part
      const [one, two] = yield* take(2);
      if (one === 0xff && two === 0x0a) Object.assign(found, yield* sizeHeader());
      return;
    }
    yield* skip(box.bytes);
  }
};

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

/** The size header at the start of a codestream (ISO/IEC 18181-1, SizeHeader). */
function* sizeHeader(): Walk<ReturnType<typeof sized>> {
  const bits = new BitReader();
  const small = (yield* bits.read(1)) === 1;
  const height = yield* side(bits, small);
  const [over, under] = RATIOS[yield* bits.read(3)] ?? [0, 1];
  const width = over === 0 ? yield* side(bits, small) : Math.floor((height * over) / under);
  return sized(width, height);
}

function* side(bits: BitReader, small: boolean): Walk<number> {
  if (small) return ((yield* bits.read(5)) + 1) * 8;
  return (yield* bits.read(SIDE_BITS[yield* bits.read(2)] ?? 0)) + 1;
}

/** Bits of a stream, the lowest of each byte first; takes a byte only when one is needed. */
class BitReader {
  #byte = 0;
  #left = 0;

  *read(count: number): Walk<number> {
    let value = 0;
    for (let bit = 0; bit < count; bit++) {
      if (this.#left === 0) {
        this.#byte = (yield* take(1))[0] ?? 0;
        this.#left = 8;
      }
      value += (this.#byte & 1) * 2 ** bit;
      this.#byte >>= 1;
      this.#left--;
    }
    return value;
  }
}

export const jxl = signedKind(
  { mediaType: 'image/jxl', ext: 'jxl' },
  [CODESTREAM, CONTAINER],
  walk,
);
