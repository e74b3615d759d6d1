import { u32be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { skip, take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';
import { MAX_BOXES, nextBox } from './boxes.ts';
import { SIZE_HEADER_BYTES, sizeFromHeader } from './jxl-size.ts';

const CODESTREAM = '\xff\x0a';
const CONTAINER = '\0\0\0\x0cJXL \r\n\x87\n';

/** Boxes of the container (ISO/IEC 18181-2 §9). */
const KNOWN = ['ftyp', 'jxll', 'jxli', 'jxlc', 'jxlp', 'jbrd', 'Exif', 'xml ', 'brob', 'jumb'];

/** Of a box with codestream: the number of the part, where it is one, then signature and size header. */
const PART_NUMBER = 4;

/**
 * The end of a bare codestream stands nowhere in it: it counts as whole when its size has come. In a container the
 * boxes tell, unless the last one runs to the end of the file.
 */
const walk: FormatWalk = function* (found) {
  const [first] = yield* take(2);
  if (first === 0xff) {
    Object.assign(found, sizeFromHeader(yield* take(SIZE_HEADER_BYTES)));
    found.whole = true;
    return;
  }
  yield* skip(10); // the rest of the signature box
  let complete = false;
  for (let count = 0; count < MAX_BOXES; count++) {
    const box = yield* nextBox(found, KNOWN);
    if (box === undefined) return;
    const part = box.type === 'jxlp';
    const wanted = part ? PART_NUMBER : 0;
    const stream = part || box.type === 'jxlc';
    const head = yield* take(Math.min(box.bytes, stream ? wanted + 2 + SIZE_HEADER_BYTES : 0));
    if (stream && found.size === undefined && head[wanted] === 0xff && head[wanted + 1] === 0x0a)
      Object.assign(found, sizeFromHeader(head.subarray(wanted + 2)));
    // The highest bit of its number marks the last part.
    complete ||= box.type === 'jxlc' || (part && u32be(head, 0) >= 2 ** 31);
    if (box.bytes === Infinity) found.whole = complete;
    yield* skip(box.bytes - head.length);
    found.whole = complete;
  }
  found.broken = 'it has too many boxes';
};

export const jxl = signedKind({
  format: { mediaType: 'image/jxl', ext: 'jxl' },
  patterns: [CODESTREAM, CONTAINER],
  last: 'the end of the codestream',
  open: () => walkReader(walk),
});
