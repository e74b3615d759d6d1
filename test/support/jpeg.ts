/** A tiny baseline JPEG encoder: grey, one flat shade a block of 8 × 8, so that only DC values are coded (ITU-T T.81). */

/** Codes of the luminance DC table (T.81 table K.3) by size category: how many codes have 1, 2, … 16 bits. */
const DC_LENGTHS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CODES = [
  '00',
  '010',
  '011',
  '100',
  '101',
  '110',
  '1110',
  '11110',
  '111110',
  '1111110',
  '11111110',
  '111111110',
];
/** An AC table with the one code that is needed: end of block, one bit. */
const AC_LENGTHS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const END_OF_BLOCK = '0';

function segment(marker: number, body: readonly number[]): Buffer {
  const length = body.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...body]);
}

/** A DC difference: its size category, then its bits (T.81 F.1.2.1). */
function encodeDifference(difference: number): string {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const bits = difference < 0 ? difference + (1 << size) - 1 : difference;
  return (DC_CODES[size] ?? '') + (size === 0 ? '' : bits.toString(2).padStart(size, '0'));
}

function packBits(bits: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2);
    bytes.push(byte);
    // A zero is stuffed after 0xFF (T.81 B.1.1.5).
    if (byte === 0xff) bytes.push(0);
  }
  return bytes;
}

/** @param shade the grey of each block, 0 to 255, row by row */
export function encodeJpeg(width: number, height: number, shade: () => number): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  let previous = 0;
  let bits = '';
  for (let i = 0; i < blocks; i++) {
    // The DC value of a flat block is 8 × its level; the quantiser divides by 8.
    const level = shade() - 128;
    bits += encodeDifference(level - previous) + END_OF_BLOCK;
    previous = level;
  }
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...new Array<number>(64).fill(8)]),
    segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...DC_LENGTHS, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    segment(0xc4, [0x10, ...AC_LENGTHS, 0]),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    Buffer.from(packBits(bits)),
    Buffer.from([0xff, 0xd9]),
  ]);
}
