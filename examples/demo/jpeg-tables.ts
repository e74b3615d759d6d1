/* The example tables of annex K of ITU-T T.81 for luminance, and the order of coefficients. */

const hex = (digits: string) => Buffer.from(digits, 'hex');

/** Table K.1, row by row. */
const QUANTIZATION = [
  [16, 11, 10, 16, 24, 40, 51, 61],
  [12, 12, 14, 19, 26, 58, 60, 55],
  [14, 13, 16, 24, 40, 57, 69, 56],
  [14, 17, 22, 29, 51, 87, 80, 62],
  [18, 22, 37, 56, 68, 109, 103, 77],
  [24, 35, 55, 64, 81, 104, 113, 92],
  [49, 64, 78, 87, 103, 121, 120, 101],
  [72, 92, 95, 98, 112, 100, 103, 99],
].flat();

/** Figure A.6: positions of an 8×8 block in the order of rising frequency. */
export const ZIGZAG = Array.from({ length: 64 }, (_, i) => i).sort((a, b) => {
  const [rowA, rowB] = [a >> 3, b >> 3];
  const [sumA, sumB] = [rowA + (a & 7), rowB + (b & 7)];
  return sumA - sumB || (sumA % 2 === 0 ? rowB - rowA : rowA - rowB);
});

/** The quantization table in zigzag order; `coarseness` 1 is the example table, less keeps more detail. */
export const quantization = (coarseness: number) =>
  Buffer.from(ZIGZAG.map((at) => Math.max(1, Math.round((QUANTIZATION[at] ?? 1) * coarseness))));

/** How many codes there are of each length from 1 to 16 bits, then their symbols. */
export interface HuffmanTable {
  counts: Buffer;
  symbols: Buffer;
}
/** Table K.3: sizes of DC differences. */
export const DC: HuffmanTable = {
  counts: hex('00010501010101010100000000000000'),
  symbols: hex('000102030405060708090a0b'),
};
/** Table K.5: runs of zeros and sizes of what follows. */
export const AC: HuffmanTable = {
  counts: hex('0002010303020403050504040000017d'),
  symbols: hex(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728' +
      '292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889' +
      '8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2' +
      'e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
};
