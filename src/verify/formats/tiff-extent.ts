/** How far the strips or tiles of one directory reach (TIFF 6.0 §8, §15). */
import type { Findings } from '../types.ts';
import type { Walk } from '../walk.ts';
import { mustReach } from '../wholeness.ts';
import type { TiffFile } from './tiff-file.ts';
import { valueAt } from './tiff-layout.ts';
import type { Entry, Layout } from './tiff-layout.ts';

/** Tags of places and of lengths: of strips, of tiles, of old-style JPEG data (§22). */
const OFFSETS = [273, 324, 513];
const BYTE_COUNTS = [279, 325, 514];

const VALUES_AT_ONCE = 4_096;

/** Which piece begins last: it is taken for the one that ends last. */
interface Last {
  index: number;
  offset: number;
}

/** One kind of data: its two lists, in whichever order they lie in the file. */
interface Pieces {
  offsets?: Entry;
  counts?: Entry;
  last?: Last;
  lengths?: number[];
}

export class DataExtent {
  readonly #file: TiffFile;
  readonly #layout: Layout;
  readonly #found: Findings;
  readonly #kinds: Pieces[] = OFFSETS.map(() => ({}));

  constructor(file: TiffFile, layout: Layout, found: Findings) {
    this.#file = file;
    this.#layout = layout;
    this.#found = found;
  }

  /** An entry of the directory, of whatever tag. */
  note(entry: Entry): void {
    const places = this.#kinds[OFFSETS.indexOf(entry.tag)];
    if (places) places.offsets = entry;
    const lengths = this.#kinds[BYTE_COUNTS.indexOf(entry.tag)];
    if (lengths) lengths.counts = entry;
  }

  /** After the last entry: lists that lie elsewhere will be read when their turn comes. */
  settle(): void {
    for (const pieces of this.#kinds) {
      const { offsets, counts } = pieces;
      if (!offsets) continue;
      if (counts && typeof counts.values === 'number')
        this.#file.expect({ at: counts.values, read: () => this.#readCounts(pieces, counts) });
      else if (counts) pieces.lengths = counts.values as number[];
      if (typeof offsets.values === 'number')
        this.#file.expect({ at: offsets.values, read: () => this.#readOffsets(pieces, offsets) });
      else this.#conclude(pieces, lastOf(offsets.values, 0, undefined));
    }
  }

  *#readOffsets(pieces: Pieces, entry: Entry): Walk<void> {
    let last: Last | undefined;
    for (let done = 0; done < entry.count; done += VALUES_AT_ONCE) {
      const values = yield* this.#values(entry, done, VALUES_AT_ONCE);
      if (values === undefined) return;
      last = lastOf(values, done, last);
    }
    this.#conclude(pieces, last);
  }

  *#readCounts(pieces: Pieces, entry: Entry): Walk<void> {
    const { last } = pieces;
    const holding = entry.count * entry.valueBytes;
    if (last) {
      const values = yield* this.#values(entry, last.index, 1);
      if (values) mustReach(this.#found, last.offset + (values[0] ?? 0));
    } else if (this.#file.mayHold(holding)) {
      const lengths = yield* this.#values(entry, 0, entry.count);
      if (lengths) pieces.lengths = lengths;
    }
  }

  #conclude(pieces: Pieces, last: Last | undefined): void {
    if (!last) return;
    const { lengths } = pieces;
    pieces.last = last;
    // Without a length there is one byte at least.
    mustReach(this.#found, last.offset + (lengths ? (lengths[last.index] ?? 0) : 1));
    delete pieces.lengths;
  }

  *#values(entry: Entry, from: number, most: number): Walk<number[] | undefined> {
    const { values: at, valueBytes, count } = entry;
    if (typeof at !== 'number') return undefined;
    const some = Math.max(0, Math.min(most, count - from));
    const bytes = yield* this.#file.bytesAt(at + from * valueBytes, some * valueBytes);
    return (
      bytes &&
      Array.from({ length: some }, (_, index) =>
        valueAt(bytes, index * valueBytes, valueBytes, this.#layout),
      )
    );
  }
}

function lastOf(values: readonly number[], from: number, before: Last | undefined) {
  let last = before;
  for (const [index, offset] of values.entries())
    if (!last || offset > last.offset) last = { index: from + index, offset };
  return last;
}
