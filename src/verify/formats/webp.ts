import { fourCC, u16le, u24le, u32le } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, take } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

/** The first chunk of the RIFF container tells the size, in one of three ways (RFC 9649 §2.4 to §2.7). */
const walk: FormatWalk = function* (found) {
  const first = fourCC(yield* take(20), 12);
  if (first === 'VP8X') {
    const canvas = yield* take(10);
    Object.assign(found, sized(u24le(canvas, 4) + 1, u24le(canvas, 7) + 1));
  } else if (first === 'VP8L') {
    const header = yield* take(5);
    if (header[0] !== 0x2f) return;
    const sides = u32le(header, 1);
    Object.assign(found, sized((sides & 0x3fff) + 1, ((sides >>> 14) & 0x3fff) + 1));
  } else if (first === 'VP8 ') {
    // Key frame: tag, start code, then 14 bits a side below two bits of scaling (RFC 6386 §9.1).
    const frame = yield* take(10);
    if (frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) return;
    Object.assign(found, sized(u16le(frame, 6) & 0x3fff, u16le(frame, 8) & 0x3fff));
  }
};

export const webp = signedKind({ mediaType: 'image/webp', ext: 'webp' }, ['RIFF????WEBP'], walk);
