import { u32be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, skip, take } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';
import { boxHeader, MAX_BOXES } from './boxes.ts';

/** The image header is the first box inside `jp2h` (ISO/IEC 15444-1 §I.5.3). */
const boxWalk: FormatWalk = function* (found) {
  for (let count = 0; count < MAX_BOXES; count++) {
    const box = yield* boxHeader();
    if (box === undefined) return;
    if (box.type === 'jp2h') continue; // what follows is its content: boxes again
    if (box.type === 'ihdr') {
      const header = yield* take(8);
      Object.assign(found, sized(u32be(header, 4), u32be(header, 0)));
      return;
    }
    yield* skip(box.bytes);
  }
};

/** SOC, then at once SIZ: the image area is the reference grid without its offset (§A.5.1). */
const codestreamWalk: FormatWalk = function* (found) {
  const head = yield* take(24);
  const width = u32be(head, 8) - u32be(head, 16);
  const height = u32be(head, 12) - u32be(head, 20);
  Object.assign(found, sized(width, height));
};

export const jp2 = signedKind(
  { mediaType: 'image/jp2', ext: 'jp2' },
  ['\0\0\0\x0cjP  \r\n\x87\n'],
  boxWalk,
);

/** A JPEG 2000 codestream without its container. */
export const j2c = signedKind(
  { mediaType: 'image/j2c', ext: 'j2c' },
  ['\xff\x4f\xff\x51'],
  codestreamWalk,
);
