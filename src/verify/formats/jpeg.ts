import { u16be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, skip, take } from '../walk.ts';
import type { FormatWalk, Walk } from '../walk.ts';

/** Far beyond any real file (an ICC profile has at most 255 segments), yet a bound on hostile ones. */
const MAX_SEGMENTS = 10_000;
/** Decoders look for the next marker past stray bytes; so does this, for a while. */
const MAX_STRAY_BYTES = 64 * 1024;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/**
 * Steps over whole segments (ITU-T T.81 §B.1.1.4), so a thumbnail inside one is never seen. The first frame header
 * tells the size (§B.2.2).
 */
const walk: FormatWalk = function* (found) {
  yield* skip(2); // SOI
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    const marker = yield* nextMarker();
    if (marker === undefined || marker === EOI || marker === SOS) return;
    if (standsAlone(marker)) continue;
    const length = u16be(yield* take(2), 0);
    if (length < 2) return;
    if (isFrameHeader(marker)) {
      if (length < 7) return;
      const frame = yield* take(5);
      Object.assign(found, sized(u16be(frame, 3), u16be(frame, 1)));
      return;
    }
    yield* skip(length - 2);
  }
};

/** The code of the next marker; any number of fill bytes 0xFF may precede it (§B.1.1.2). */
function* nextMarker(): Walk<number | undefined> {
  let afterFF = false;
  for (let passed = 0; passed < MAX_STRAY_BYTES; passed++) {
    const byte = (yield* take(1))[0] ?? 0;
    if (afterFF && byte !== 0xff && byte !== 0) return byte;
    afterFF = byte === 0xff;
  }
  return undefined;
}

/** TEM, RSTn and SOI have no length (§B.1.1.3). */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= SOI);
}

/** SOF0 to SOF15, without the DHT, JPG and DAC that lie between them (table B.1). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

export const jpeg = signedKind({ mediaType: 'image/jpeg', ext: 'jpg' }, ['\xff\xd8\xff'], walk);
