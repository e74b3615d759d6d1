import { u16le, u32le } from '../bytes.ts';
import { matches } from '../signature.ts';
import type { PictureKind } from '../types.ts';
import { sized, take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

const BMP = { mediaType: 'image/bmp', ext: 'bmp' };

const CORE_HEADER = 12;
/** Sizes of BITMAPCOREHEADER, OS22X, BITMAPINFOHEADER, its V2, V3, V4 and V5: they tell a bitmap from text in "BM". */
const HEADER_SIZES = [CORE_HEADER, 16, 40, 52, 56, 64, 108, 124];

const walk: FormatWalk = function* (found) {
  const head = yield* take(26);
  const core = u32le(head, 14) === CORE_HEADER;
  const width = core ? u16le(head, 18) : u32le(head, 18) | 0;
  // A negative height means that rows run from top to bottom.
  const height = core ? u16le(head, 20) : Math.abs(u32le(head, 22) | 0);
  Object.assign(found, sized(width, height));
};

export const bmp: PictureKind = {
  sniff(head) {
    const answer = matches(head, 'BM????????????????');
    if (answer !== 'yes') return answer;
    return HEADER_SIZES.includes(u32le(head, 14)) ? BMP : 'no';
  },
  open: () => walkReader(walk),
};
