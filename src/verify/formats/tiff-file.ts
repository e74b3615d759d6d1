/** Reads a TIFF file, whose parts lie anywhere, in the one pass that a stream allows. */
import type { LookBack } from '../look-back.ts';
import { skip, take } from '../walk.ts';
import type { Walk } from '../walk.ts';

/** What may be read of what went by, in all: so that directories that point backwards cost little. */
const MAX_READ_BACK = 4 * 1024 * 1024;

/** What may be held of values that wait for others further on, in all. */
const MAX_HELD = 1024 * 1024;

/** Something to be read where it lies. */
export interface Place {
  at: number;
  read(): Walk<void>;
}

/** Keeps the places that are still to be read in the order of the file. */
export class TiffFile {
  /** Bytes that went by. */
  #at: number;
  readonly #past: LookBack;
  readonly #places: Place[] = [];
  #readBack = 0;
  #held = 0;

  constructor(past: LookBack, at: number) {
    this.#past = past;
    this.#at = at;
  }

  expect(place: Place): void {
    let low = 0;
    for (let high = this.#places.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.at ?? 0) > place.at) low = middle + 1;
      else high = middle;
    }
    this.#places.splice(low, 0, place);
  }

  /** Whether so many bytes more may be held until the end of the walk. */
  mayHold(bytes: number): boolean {
    if (this.#held + bytes > MAX_HELD) return false;
    this.#held += bytes;
    return true;
  }

  *readAll(): Walk<void> {
    for (let next = this.#places.pop(); next; next = this.#places.pop()) yield* next.read();
  }

  /**
   * So many bytes from a place, which may lie ahead, or not too far behind; undefined when it is too far. Valid until
   * the next `yield`.
   */
  *bytesAt(at: number, bytes: number): Walk<Uint8Array | undefined> {
    if (at >= this.#at) {
      yield* skip(at - this.#at);
      const ahead = yield* take(bytes);
      this.#at = at + bytes;
      return ahead;
    }
    this.#readBack += bytes;
    if (this.#readBack > MAX_READ_BACK) return undefined;
    const behind = this.#past.bytes(at, Math.min(bytes, this.#at - at), this.#at);
    if (behind === undefined || behind.length === bytes) return behind;
    const both = Uint8Array.from({ length: bytes });
    both.set(behind);
    both.set(yield* take(bytes - behind.length), behind.length);
    this.#at = at + bytes;
    return both;
  }
}
