import { u16le } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { scan, sized, skip, take, walkReader } from '../walk.ts';
import type { FormatWalk, Walk } from '../walk.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Two a frame: no real animation has as many, but hostile files would. */
const MAX_BLOCKS = 1_000_000;

/** Signature and logical screen descriptor (GIF89a §17, §18), then blocks up to the trailer (§27). */
const walk: FormatWalk = function* (found) {
  const head = yield* take(13);
  Object.assign(found, sized(u16le(head, 6), u16le(head, 8)));
  yield* skip(tableBytes(head[10] ?? 0));
  let images = 0;
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const [block = 0] = yield* take(1);
    if (block === IMAGE) {
      const image = yield* take(9);
      yield* skip(tableBytes(image[8] ?? 0) + 1); // a local colour table; the first code's size (§20, §22)
      yield* subBlocks();
      images++;
    } else if (block === EXTENSION) {
      yield* skip(1); // its label (§23)
      yield* subBlocks();
    } else if (block !== 0) {
      // Browsers take anything else behind an image for the end of the file; zeros between blocks do no harm.
      if (images > 0) found.whole = true;
      else found.broken = block === TRAILER ? 'it has no image' : 'a block has an unknown kind';
      return;
    }
  }
  found.broken = 'it has too many blocks';
};

/** Bytes of a colour table, by the packed fields that announce it (§18, §20). */
function tableBytes(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1);
}

/** Sub-blocks, each with its length first, up to one without bytes (§15, §16). */
function* subBlocks(): Walk<void> {
  let left = 0;
  yield* scan((chunk, from) => {
    let at = from + left;
    while (at < chunk.length) {
      const bytes = chunk[at] ?? 0;
      at += 1 + bytes;
      if (bytes === 0) return at;
    }
    left = at - chunk.length;
    return -1;
  });
}

export const gif = signedKind({
  format: { mediaType: 'image/gif', ext: 'gif' },
  patterns: ['GIF87a', 'GIF89a'],
  last: 'the trailer',
  open: () => walkReader(walk),
});
