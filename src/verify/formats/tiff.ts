import { u16be, u16le, u32be, u32le, u64be, u64le } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, skip, take } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

const IMAGE_WIDTH = 256;
const IMAGE_LENGTH = 257;
/** Real directories have some dozens of entries. */
const MAX_ENTRIES = 4_096;

/** How one file writes its numbers: byte order, and offsets of 4 bytes (TIFF 6.0 §2) or 8 (BigTIFF). */
interface Layout {
  u16: (bytes: Uint8Array, at: number) => number;
  u32: (bytes: Uint8Array, at: number) => number;
  u64: (bytes: Uint8Array, at: number) => number;
  big: boolean;
}

/** The first directory may lie anywhere, often at the end of the file: the bytes up to it pass by unseen. */
const walk: FormatWalk = function* (found) {
  const head = yield* take(8);
  const layout = layoutOf(head);
  const offset = layout.big ? layout.u64(yield* take(8), 0) : layout.u32(head, 4);
  const before = layout.big ? 16 : 8;
  if (offset < before) return;
  yield* skip(offset - before);
  const count = layout.big ? layout.u64(yield* take(8), 0) : layout.u16(yield* take(2), 0);
  let width = 0;
  let height = 0;
  for (let entry = 0; entry < Math.min(count, MAX_ENTRIES); entry++) {
    const bytes = yield* take(layout.big ? 20 : 12);
    const tag = layout.u16(bytes, 0);
    if (tag === IMAGE_WIDTH) width = entryValue(bytes, layout);
    if (tag === IMAGE_LENGTH) height = entryValue(bytes, layout);
    Object.assign(found, sized(width, height));
    if (found.size !== undefined) return;
  }
};

function layoutOf(head: Uint8Array): Layout {
  const little = head[0] === 0x49; // "II"
  const u16 = little ? u16le : u16be;
  return {
    u16,
    u32: little ? u32le : u32be,
    u64: little ? u64le : u64be,
    big: u16(head, 2) === 43,
  };
}

/** A value short enough stands in the entry itself, left-justified; 0 for a type that no size has. */
function entryValue(entry: Uint8Array, layout: Layout): number {
  const at = layout.big ? 12 : 8;
  switch (layout.u16(entry, 2)) {
    case 1: // BYTE
      return entry[at] ?? 0;
    case 3: // SHORT
      return layout.u16(entry, at);
    case 4: // LONG
      return layout.u32(entry, at);
    case 16: // LONG8
      return layout.big ? layout.u64(entry, at) : 0;
    default:
      return 0;
  }
}

export const tiff = signedKind(
  { mediaType: 'image/tiff', ext: 'tif' },
  ['II*\0', 'MM\0*', 'II+\0\x08\0\0\0', 'MM\0+\0\x08\0\0'],
  walk,
);
