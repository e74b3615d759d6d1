import { u16be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { scan, sized, skip, take, walkReader } from '../walk.ts';
import type { FormatWalk, Walk } from '../walk.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DNL = 0xdc;

/** Far beyond any real file, in which an ICC profile has at most 255, yet a bound on hostile ones. */
const MAX_SEGMENTS = 100_000;

/** Before the search for the next 0xFF is worth a call into Node, so many bytes are looked at one by one. */
const NEAR = 8;

/**
 * Steps over whole segments (ITU-T T.81 §B.1.1.4), so a thumbnail inside one, with an end marker of its own, is never
 * seen; and through the entropy-coded data of every scan up to EOI. Whatever follows EOI is no part of the picture.
 */
const walk: FormatWalk = function* (found) {
  yield* skip(2); // SOI
  let width = 0;
  let scans = 0;
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    const marker = yield* nextMarker();
    if (marker === SOI) continue;
    if (marker === EOI) {
      if (scans > 0) found.whole = true;
      else found.broken = 'it has no scan';
      return;
    }
    const length = u16be(yield* take(2), 0);
    if (length < 2) {
      found.broken = 'a segment has an impossible length';
      return;
    }
    if (marker === SOS) scans++;
    const head = yield* take(Math.min(length - 2, 5));
    // The first frame header tells the size (§B.2.2); a height of 0 stands in DNL after the first scan (§B.2.5).
    if (isFrameHeader(marker) && found.size === undefined) {
      width = u16be(head, 3);
      Object.assign(found, sized(width, u16be(head, 1)));
    }
    if (marker === DNL && found.size === undefined)
      Object.assign(found, sized(width, u16be(head, 0)));
    yield* skip(length - 2 - head.length);
  }
  found.broken = 'it has too many segments';
};

/**
 * The code of the next marker that has something to say. In entropy-coded data 0xFF is followed by a stuffed zero
 * (§B.1.1.5), or by a restart marker; JPEG-LS stuffs one bit, which leaves codes below 0x80 (ITU-T T.87 §A.1). Between
 * segments decoders pass over stray bytes and fill bytes (§B.1.1.2); so does this.
 */
function* nextMarker(): Walk<number> {
  let marker = 0;
  let afterFF = false;
  yield* scan((chunk, from) => {
    let at = from;
    for (;;) {
      if (!afterFF) {
        at = nextFF(chunk, at);
        if (at < 0) return -1;
      }
      const code = chunk[at++];
      afterFF = code === undefined || code === 0xff;
      if (code === undefined) return -1;
      if (isMarker(code)) {
        marker = code;
        return at;
      }
    }
  });
  return marker;
}

/** The place after the next 0xFF, or -1. */
function nextFF(chunk: Buffer, from: number): number {
  for (let at = from; at < from + NEAR; at++) if (chunk[at] === 0xff) return at + 1;
  const found = chunk.indexOf(0xff, from + NEAR);
  return found < 0 ? -1 : found + 1;
}

/** Not 0xFF, not a code that is reserved or stuffed, and no restart marker. */
function isMarker(code: number): boolean {
  return code >= 0xc0 && code < 0xff && (code < 0xd0 || code > 0xd7);
}

/** SOF0 to SOF15, without the DHT, JPG and DAC that lie between them (table B.1); and that of JPEG-LS. */
function isFrameHeader(marker: number): boolean {
  if (marker === 0xf7) return true;
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

export const jpeg = signedKind({
  format: { mediaType: 'image/jpeg', ext: 'jpg' },
  patterns: ['\xff\xd8\xff'],
  last: 'the end marker (EOI)',
  open: () => walkReader(walk),
});
