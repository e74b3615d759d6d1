import { u16le, u32le } from '../bytes.ts';
import { matches } from '../signature.ts';
import type { PictureKind } from '../types.ts';
import { sized, skip, take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';
import { mustReach } from '../wholeness.ts';
import { runLengthBitmap } from './bmp-runs.ts';

const BMP = { mediaType: 'image/bmp', ext: 'bmp' };

const FILE_HEADER = 14;
const CORE_HEADER = 12;
const OS2_HEADER = 64;
const V5_HEADER = 124;
/** Sizes of BITMAPCOREHEADER, OS22X, BITMAPINFOHEADER, its V2, V3, V4 and V5: they tell a bitmap from text in "BM". */
const HEADER_SIZES = [CORE_HEADER, 16, 40, 52, 56, OS2_HEADER, 108, V5_HEADER];

/** Values of biCompression that leave pixels as they are: BI_RGB, BI_BITFIELDS, BI_ALPHABITFIELDS. */
const PLAIN = [0, 3, 6];
/** BI_RLE8, BI_RLE4. */
const RUN_LENGTHS = [1, 2];

/** How far the pixels reach follows from the sides: the size of the file, as the header has it, is often wrong or 0. */
const walk: FormatWalk = function* (found) {
  const head = yield* take(FILE_HEADER + 4);
  const stated = u32le(head, 10);
  const headerBytes = u32le(head, FILE_HEADER);
  const core = headerBytes === CORE_HEADER;
  const info = yield* take(headerBytes - 4);
  // Offsets below count from the size field, as documentation does.
  const u16 = (at: number): number => u16le(info, at - 4);
  const u32 = (at: number): number => (at < headerBytes ? u32le(info, at - 4) : 0);
  const width = core ? u16(4) : u32(4) | 0;
  // A negative height means that rows run from top to bottom.
  const height = core ? u16(6) : Math.abs(u32(8) | 0);
  Object.assign(found, sized(width, height));
  const start = Math.max(stated, FILE_HEADER + headerBytes);
  const compression = core ? 0 : u32(16);
  const plain = PLAIN.includes(compression) && !(headerBytes === OS2_HEADER && compression === 3);
  const rowBits = Math.abs(width) * u16(core ? 10 : 14);
  const stride = Math.ceil(rowBits / 32) * 4;
  // The bytes that fill up the last row are no pixels.
  const pixels = Math.max(height - 1, 0) * stride + Math.ceil(rowBits / 8);
  mustReach(found, start + (plain ? pixels : RUN_LENGTHS.includes(compression) ? 0 : u32(20)));
  if (headerBytes === V5_HEADER && hasProfile(u32(56)))
    mustReach(found, FILE_HEADER + u32(112) + u32(116));
  if (RUN_LENGTHS.includes(compression)) {
    yield* skip(start - FILE_HEADER - headerBytes);
    yield* runLengthBitmap({ wide: compression === 1, stated: u32(20) });
  }
  found.whole = true;
};

/** PROFILE_EMBEDDED or PROFILE_LINKED, stored as a little-endian number. */
function hasProfile(colourSpace: number): boolean {
  return colourSpace === 0x4d424544 || colourSpace === 0x4c494e4b;
}

export const bmp: PictureKind = {
  sniff(head) {
    const answer = matches(head, 'BM????????????????');
    if (answer !== 'yes') return answer;
    return HEADER_SIZES.includes(u32le(head, 14)) ? BMP : 'no';
  },
  last: 'the last pixel',
  open: () => walkReader(walk),
};
