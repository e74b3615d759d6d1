import { u16be, u32be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import type { Findings } from '../types.ts';
import { scan, sized, skip, take, walkReader } from '../walk.ts';
import type { FormatWalk, Walk } from '../walk.ts';
import { MAX_BOXES, nextBox } from './boxes.ts';

/** Boxes at the top level (ISO/IEC 15444-1 table I.2). */
const KNOWN = ['ftyp', 'jp2h', 'jp2c', 'jp2i', 'xml ', 'uuid', 'uinf'];

const SOT = 0xff90;
const EOC = 0xffd9;
/** Bytes of a tile-part header with its marker (§A.4.2). */
const TILE_PART_HEADER = 12;

/** The image header is the first box inside `jp2h` (§I.5.3); the codestream is in `jp2c`. */
const boxWalk: FormatWalk = function* (found) {
  let complete = false;
  for (let count = 0; count < MAX_BOXES; count++) {
    const box = yield* nextBox(found, KNOWN);
    if (box === undefined) return;
    if (box.type === 'jp2h') continue; // what follows is its content: boxes again
    if (box.type === 'jp2c' && box.bytes === Infinity) {
      yield* codestream(found);
      return;
    }
    const head = yield* take(box.type === 'ihdr' ? Math.min(box.bytes, 8) : 0);
    if (head.length === 8) Object.assign(found, sized(u32be(head, 4), u32be(head, 0)));
    yield* skip(box.bytes - head.length);
    complete ||= box.type === 'jp2c';
    found.whole = complete;
  }
  found.broken = 'it has too many boxes';
};

/** Marker segments of the main header, then tile-parts, each with its length, up to EOC (§A.3, §A.4). */
function* codestream(found: Findings): Walk<void> {
  yield* skip(2); // SOC
  for (;;) {
    const head = yield* take(4);
    const marker = u16be(head, 0);
    const length = u16be(head, 2);
    if (marker === SOT) break;
    if (marker < 0xff00 || length < 2) {
      found.broken = 'a marker segment has an impossible length';
      return;
    }
    const wanted = marker === 0xff51 && found.size === undefined ? 20 : 0;
    const siz = yield* take(Math.min(length - 2, wanted));
    if (siz.length > 0) readSize(siz, found);
    yield* skip(length - 2 - siz.length);
  }
  yield* tileParts(found);
}

/** Begins after the marker and the length of the first tile-part. */
function* tileParts(found: Findings): Walk<void> {
  for (;;) {
    const length = u32be(yield* take(8), 2);
    if (length === 0) return yield* lastTilePart(found);
    if (length < TILE_PART_HEADER) {
      found.broken = 'a tile-part has an impossible length';
      return;
    }
    yield* skip(length - TILE_PART_HEADER);
    const marker = u16be(yield* take(2), 0);
    if (marker !== SOT) {
      if (marker === EOC) found.whole = true;
      else found.broken = 'a tile-part does not end where it says';
      return;
    }
    yield* skip(2);
  }
}

/** A length of 0 means up to EOC, which bit stuffing keeps out of the data (§A.1, §D.4.1). */
function* lastTilePart(found: Findings): Walk<void> {
  let afterFF = false;
  yield* scan((chunk, from) => {
    for (let at = from; at < chunk.length; at++) {
      if (afterFF && chunk[at] === (EOC & 0xff)) return at + 1;
      if (chunk[at] !== 0xff) at = chunk.indexOf(0xff, at);
      if (at < 0) break;
      afterFF = true;
    }
    afterFF = chunk[chunk.length - 1] === 0xff;
    return -1;
  });
  found.whole = true;
}

/** The image area is the reference grid without its offset (§A.5.1). */
function readSize(siz: Uint8Array, found: Findings): void {
  const width = u32be(siz, 2) - u32be(siz, 10);
  const height = u32be(siz, 6) - u32be(siz, 14);
  Object.assign(found, sized(width, height));
}

export const jp2 = signedKind({
  format: { mediaType: 'image/jp2', ext: 'jp2' },
  patterns: ['\0\0\0\x0cjP  \r\n\x87\n'],
  last: 'the end of the codestream',
  open: () => walkReader(boxWalk),
});

/** A JPEG 2000 codestream without its container. */
export const j2c = signedKind({
  format: { mediaType: 'image/j2c', ext: 'j2c' },
  patterns: ['\xff\x4f\xff\x51'],
  last: 'the end marker (EOC)',
  open: () => walkReader(codestream),
});
