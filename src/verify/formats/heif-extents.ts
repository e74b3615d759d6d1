/** How far into the file a HEIF picture or sequence reaches. Pure. */
import { u16be, u32be, u64be } from '../bytes.ts';
import { heldBoxes } from './boxes.ts';

/** Where the last byte lies that an item has outside `meta`, by its `iloc` box (ISO/IEC 14496-12 §8.11.3); 0 for none. */
export function endOfItems(iloc: Uint8Array): number {
  const version = iloc[0] ?? 0;
  if (version > 2) return 0;
  const sizes = u16be(iloc, 4);
  const bytesOf = (shift: number): number => (sizes >> shift) & 15;
  const indexBytes = version === 0 ? 0 : bytesOf(0);
  const wide = version === 2;
  const items = wide ? u32be(iloc, 6) : u16be(iloc, 6);
  let at = wide ? 10 : 8;
  const number = (bytes: number): number => {
    const value = numberAt(iloc, at, bytes);
    at += bytes;
    return value;
  };
  let end = 0;
  for (let item = 0; item < items && at < iloc.length; item++) {
    number(wide ? 4 : 2); // its ID
    const method = version === 0 ? 0 : number(2) & 15;
    const elsewhere = number(2) !== 0; // in another file
    const base = number(bytesOf(4));
    const extents = number(2);
    for (let extent = 0; extent < extents && at < iloc.length; extent++) {
      number(indexBytes);
      const offset = number(bytesOf(12));
      const length = number(bytesOf(8));
      // Method 0 counts from the start of the file. A length of 0 means all of it, and tells nothing.
      if (method === 0 && !elsewhere && length > 0 && at <= iloc.length)
        end = Math.max(end, base + offset + length);
    }
  }
  return end;
}

function numberAt(bytes: Uint8Array, at: number, size: number): number {
  if (size === 8) return u64be(bytes, at);
  if (size === 4) return u32be(bytes, at);
  return size === 2 ? u16be(bytes, at) : 0;
}

/** Boxes on the way from `moov` to the places of samples (§8.1.1). */
const TOWARDS_CHUNKS = ['trak', 'mdia', 'minf', 'stbl'];

/** Where the last chunk of a sequence begins, by `stco` and `co64` (§8.7.5); the box around it is to be whole. */
export function lastChunk(moov: Uint8Array, from = 0, to = moov.length): number {
  let last = 0;
  for (const box of heldBoxes(moov, from, to)) {
    if (TOWARDS_CHUNKS.includes(box.type)) last = Math.max(last, lastChunk(moov, box.from, box.to));
    if (box.type !== 'stco' && box.type !== 'co64') continue;
    const bytes = box.type === 'stco' ? 4 : 8;
    const count = u32be(moov, box.from + 4);
    for (let at = box.from + 8, chunk = 0; chunk < count && at + bytes <= box.to; chunk++) {
      last = Math.max(last, numberAt(moov, at, bytes) + 1);
      at += bytes;
    }
  }
  return last;
}
