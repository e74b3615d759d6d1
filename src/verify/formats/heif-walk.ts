/** Follows an AVIF or HEIC file box by box. */
import { fourCC } from '../bytes.ts';
import type { Findings } from '../types.ts';
import { skip, take } from '../walk.ts';
import type { FormatWalk, Walk } from '../walk.ts';
import { mustReach } from '../wholeness.ts';
import { boxHeader, MAX_BOXES, nextBox } from './boxes.ts';
import { endOfItems, lastChunk } from './heif-extents.ts';
import { sizeOfPrimary } from './heif-items.ts';

/** Brands of a file that is a sequence first, and has `moov` (ISO/IEC 23008-12 §10.3, AVIF §6). */
const SEQUENCES = ['avis', 'msf1', 'hevc', 'hevx', 'hevm', 'hevs'];

/** What stands at the top level of such files; `mpvd` and `sefd` hold what phones add. */
const KNOWN =
  'ftyp styp meta mini mdat moov moof mfra free skip wide udta uuid pdin sidx ssix prft emsg imda etyp mpvd sefd'.split(
    ' ',
  );

/** Boxes that are held are some kilobytes even for a picture of a thousand tiles; larger ones pass unread. */
const MAX_HELD_BYTES = 512 * 1024;

/**
 * The `meta` box may come before or after the coded data. Every box must be there to its end, and the file must reach
 * as far as its items and its samples do.
 */
export const heifWalk: FormatWalk = function* (found) {
  let sequence = false;
  const seen = new Set<string>();
  for (let count = 0; count < MAX_BOXES; count++) {
    const box = yield* nextBox(found, KNOWN);
    if (box === undefined) return;
    // A box that runs to the end of the file is there, as much as there is of it.
    if (box.bytes === Infinity) found.whole = isComplete(seen, sequence);
    let left = box.bytes;
    if (box.type === 'ftyp') {
      const brand = yield* take(Math.min(left, 4));
      left -= brand.length;
      sequence = SEQUENCES.includes(fourCC(brand, 0));
    } else if (box.type === 'meta') {
      left -= yield* readMeta(left, found);
    } else if (box.type === 'moov' && left <= MAX_HELD_BYTES) {
      mustReach(found, lastChunk(yield* take(left)));
      left = 0;
    }
    yield* skip(left);
    seen.add(box.type);
    found.whole = isComplete(seen, sequence);
  }
  found.broken = 'it has too many boxes';
};

/** `mini` is both: properties and data of a small picture (ISO/IEC 23008-12:2025, AVIF 1.2). */
function isComplete(seen: ReadonlySet<string>, sequence: boolean): boolean {
  return seen.has('moov') || seen.has('mini') || (seen.has('meta') && !sequence);
}

const NONE = new Uint8Array(0);

/** Reads the boxes inside `meta` (ISO/IEC 14496-12 §8.11.1), as far as they fit; returns how many bytes that took. */
function* readMeta(bytes: number, found: Findings): Walk<number> {
  const held = { pitm: NONE, iprp: NONE, iloc: NONE };
  if (bytes < 4) return 0;
  yield* skip(4); // version and flags
  let passed = 4;
  for (let count = 0; count < MAX_BOXES && passed + 16 <= bytes; count++) {
    const box = yield* boxHeader();
    passed += box?.header ?? 8;
    if (box === undefined || passed + box.bytes > bytes) break;
    const { type } = box;
    if ((type === 'pitm' || type === 'iprp' || type === 'iloc') && box.bytes <= MAX_HELD_BYTES)
      held[type] = Uint8Array.from(yield* take(box.bytes));
    else yield* skip(box.bytes);
    passed += box.bytes;
  }
  Object.assign(found, sizeOfPrimary(held.pitm, held.iprp));
  if (held.iloc.length > 0) mustReach(found, endOfItems(held.iloc));
  return passed;
}
