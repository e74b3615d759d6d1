import type { Raster } from './art.ts';
import { AC, DC, ZIGZAG, quantization } from './jpeg-tables.ts';
import type { HuffmanTable } from './jpeg-tables.ts';

/** `COSINES[u * 8 + x]`: the one-dimensional transform of §A.3.3. */
const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

type Codes = ReadonlyMap<number, { code: number; length: number }>;

/** Assigns the codes of a Huffman table (annex C). */
function huffmanCodes({ counts, symbols }: HuffmanTable): Codes {
  const codes = new Map<number, { code: number; length: number }>();
  let code = 0;
  let next = 0;
  counts.forEach((count, index) => {
    for (const symbol of symbols.subarray(next, next + count)) {
      codes.set(symbol, { code: code++, length: index + 1 });
    }
    next += count;
    code <<= 1;
  });
  return codes;
}
const DC_CODES = huffmanCodes(DC);
const AC_CODES = huffmanCodes(AC);

/** Entropy-coded bits; a byte FF is followed by 00 (§B.1.1.5). */
class BitWriter {
  readonly bytes: number[] = [];
  #pending = 0;
  #count = 0;

  /** At most 16 bits at a time; `value` has no others. */
  write(value: number, length: number): void {
    this.#pending = (this.#pending << length) | value;
    this.#count += length;
    while (this.#count >= 8) {
      this.#count -= 8;
      const byte = (this.#pending >> this.#count) & 0xff;
      this.bytes.push(byte);
      if (byte === 0xff) this.bytes.push(0);
    }
    this.#pending &= (1 << this.#count) - 1;
  }

  symbol(codes: Codes, symbol: number): void {
    const entry = codes.get(symbol);
    if (entry === undefined) throw new RangeError(`no Huffman code for ${symbol}`);
    this.write(entry.code, entry.length);
  }

  /** The low bits of a coefficient, negative ones as their one's complement (§F.1.2.1). */
  magnitude(value: number, size: number): void {
    this.write(value < 0 ? value + 2 ** size - 1 : value, size);
  }

  /** Fills the last byte with ones. */
  end(): Buffer {
    if (this.#count > 0) this.write(0xff >> this.#count, 8 - this.#count);
    return Buffer.from(this.bytes);
  }
}

const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value));

/** Transforms a block in place: columns and rows each by `COSINES`. */
function transform(block: Float64Array, scratch: Float64Array): void {
  for (const [from, to] of [
    [block, scratch],
    [scratch, block],
  ] as const) {
    for (let line = 0; line < 8; line++) {
      for (let u = 0; u < 8; u++) {
        let sum = 0;
        for (let x = 0; x < 8; x++) sum += (COSINES[u * 8 + x] ?? 0) * (from[line * 8 + x] ?? 0);
        // Written transposed: the second pass turns the block back.
        to[u * 8 + line] = sum;
      }
    }
  }
}

/** Writes one block (§F.1.2); returns its DC coefficient, from which the next one's is told. */
function writeBlock(bits: BitWriter, block: Float64Array, table: Buffer, before: number): number {
  const dc = Math.round((block[0] ?? 0) / (table[0] ?? 1));
  const size = sizeOf(dc - before);
  bits.symbol(DC_CODES, size);
  bits.magnitude(dc - before, size);

  let zeros = 0;
  for (let k = 1; k < 64; k++) {
    const value = Math.round((block[ZIGZAG[k] ?? 0] ?? 0) / (table[k] ?? 1));
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.symbol(AC_CODES, 0xf0);
    bits.symbol(AC_CODES, (zeros << 4) | sizeOf(value));
    bits.magnitude(value, sizeOf(value));
    zeros = 0;
  }
  if (zeros > 0) bits.symbol(AC_CODES, 0x00);
  return dc;
}

/** A marker segment with its length (§B.1.1.4). */
function segment(marker: number, ...parts: (Buffer | number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

type Blocks = [luma: Float64Array, blue: Float64Array, red: Float64Array];

/** Takes an 8×8 block of all three components, as JFIF's YCbCr about zero; the edge repeats beyond the edge. */
function readBlocks({ width, height, rgb }: Raster, left: number, top: number, to: Blocks): void {
  const [lumas, blues, reds] = to;
  for (let i = 0; i < 64; i++) {
    const x = Math.min(left + (i & 7), width - 1);
    const y = Math.min(top + (i >> 3), height - 1);
    const offset = (y * width + x) * 3;
    const red = rgb[offset] ?? 0;
    const blue = rgb[offset + 2] ?? 0;
    const luma = 0.299 * red + 0.587 * (rgb[offset + 1] ?? 0) + 0.114 * blue;
    lumas[i] = luma - 128;
    blues[i] = (blue - luma) * 0.564;
    reds[i] = (red - luma) * 0.713;
  }
}

/**
 * A baseline JPEG in JFIF (ITU-T T.81): YCbCr without subsampling, one set of tables for all three components.
 * `coarseness` trades size for detail: 1 is about quality 50, 0.3 about 85.
 */
export function encodeJpeg(raster: Raster, coarseness = 0.3): Buffer {
  const { width, height } = raster;
  const table = quantization(coarseness);
  const bits = new BitWriter();
  const blocks: Blocks = [new Float64Array(64), new Float64Array(64), new Float64Array(64)];
  const scratch = new Float64Array(64);
  const before = [0, 0, 0];
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      readBlocks(raster, left, top, blocks);
      for (const [component, block] of blocks.entries()) {
        transform(block, scratch);
        before[component] = writeBlock(bits, block, table, before[component] ?? 0);
      }
    }
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0'), [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0], table),
    segment(
      0xc0,
      [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 3],
      [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0],
    ),
    segment(0xc4, [0x00], DC.counts, DC.symbols),
    segment(0xc4, [0x10], AC.counts, AC.symbols),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    bits.end(),
    Buffer.from([0xff, 0xd9]),
  ]);
}
