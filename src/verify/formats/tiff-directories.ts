/** Image file directories (TIFF 6.0 §2), and how far the data that they name reaches. */
import type { Findings } from '../types.ts';
import { sized } from '../walk.ts';
import type { Walk } from '../walk.ts';
import { mustReach } from '../wholeness.ts';
import { DataExtent } from './tiff-extent.ts';
import type { TiffFile } from './tiff-file.ts';
import { readEntry, valueAt } from './tiff-layout.ts';
import type { Entry, Layout } from './tiff-layout.ts';

const IMAGE_WIDTH = 256;
const IMAGE_LENGTH = 257;
/** Tags whose values are places of further directories: SubIFDs, Exif, GPS. */
const DIRECTORIES = [330, 34_665, 34_853];

/** More pages than any file has; those beyond are not looked at. */
const MAX_DIRECTORIES = 4_096;
const ENTRIES_AT_ONCE = 64;

export class TiffDirectories {
  readonly #file: TiffFile;
  readonly #layout: Layout;
  readonly #found: Findings;
  /** Their places, so that a circle ends. */
  readonly #seen = new Set<number>();

  constructor(file: TiffFile, layout: Layout, found: Findings) {
    this.#file = file;
    this.#layout = layout;
    this.#found = found;
  }

  /**
   * The directory at a place will be read when its turn comes.
   * @param chained the next page, whose directory names the one after it
   */
  follow(at: number, chained = true): void {
    if (at === 0 || this.#seen.has(at) || this.#seen.size >= MAX_DIRECTORIES) return;
    const first = this.#seen.size === 0;
    this.#seen.add(at);
    mustReach(this.#found, at + 2);
    this.#file.expect({ at, read: () => this.#read(at, first, chained) });
  }

  *#read(at: number, first: boolean, chained: boolean): Walk<void> {
    const { big, u16, u64, entryBytes, offsetBytes } = this.#layout;
    const countBytes = big ? 8 : 2;
    const head = yield* this.#file.bytesAt(at, countBytes);
    if (head === undefined) return;
    const count = big ? u64(head, 0) : u16(head, 0);
    const entriesAt = at + countBytes;
    const nextAt = entriesAt + count * entryBytes;
    mustReach(this.#found, nextAt + offsetBytes);
    const extent = new DataExtent(this.#file, this.#layout, this.#found);
    const sides = { width: 0, height: 0 };
    for (let done = 0; done < count;) {
      const some = Math.min(ENTRIES_AT_ONCE, count - done);
      const bytes = yield* this.#file.bytesAt(entriesAt + done * entryBytes, some * entryBytes);
      if (bytes === undefined) return;
      for (let index = 0; index < some; index++)
        this.#note(readEntry(bytes, index * entryBytes, this.#layout), extent, sides);
      if (first) Object.assign(this.#found, sized(sides.width, sides.height));
      done += some;
    }
    extent.settle();
    if (!chained) return;
    const next = yield* this.#file.bytesAt(nextAt, offsetBytes);
    if (next !== undefined) this.follow(valueAt(next, 0, offsetBytes, this.#layout));
  }

  #note(entry: Entry, extent: DataExtent, sides: { width: number; height: number }): void {
    const { tag, values, count, valueBytes } = entry;
    if (typeof values === 'number') mustReach(this.#found, values + count * valueBytes);
    const [value = 0] = typeof values === 'number' ? [] : values;
    if (tag === IMAGE_WIDTH) sides.width = value;
    else if (tag === IMAGE_LENGTH) sides.height = value;
    else if (DIRECTORIES.includes(tag)) this.#followAll(entry);
    else extent.note(entry);
  }

  #followAll({ values, count, valueBytes }: Entry): void {
    if (typeof values === 'number')
      this.#file.expect({
        at: values,
        read: () => this.#readPlaces(values, count, valueBytes),
      });
    else for (const at of values) this.follow(at, false);
  }

  *#readPlaces(at: number, count: number, valueBytes: number): Walk<void> {
    const some = Math.min(count, ENTRIES_AT_ONCE);
    const bytes = yield* this.#file.bytesAt(at, some * valueBytes);
    if (bytes === undefined) return;
    for (let index = 0; index < some; index++)
      this.follow(valueAt(bytes, index * valueBytes, valueBytes, this.#layout), false);
  }
}
