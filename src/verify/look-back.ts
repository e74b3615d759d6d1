/** How far back, in bytes. */
const REACH = 64 * 1024;

const NOTHING = new Uint8Array(0);

/** The last bytes that went by, for formats that refer to what came before. */
export class LookBack {
  /** Up to twice the reach, so that the oldest half is thrown away now and then, not with each chunk. */
  #kept = Buffer.alloc(0);
  #length = 0;
  #chunk: Uint8Array = NOTHING;
  /** Place of the chunk in the file. */
  #start = 0;

  /** The chunk is remembered when the next one comes; it must not change until `leave`. */
  enter(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  leave(): void {
    const tail = this.#chunk.subarray(-REACH);
    this.#start += this.#chunk.length;
    this.#chunk = NOTHING;
    this.#grow(this.#length + tail.length);
    if (this.#length + tail.length > this.#kept.length) {
      const keep = REACH - tail.length;
      this.#kept.copyWithin(0, this.#length - keep, this.#length);
      this.#length = keep;
    }
    this.#kept.set(tail, this.#length);
    this.#length += tail.length;
  }

  /** Room for what has come, not for what may. */
  #grow(needed: number): void {
    const length = Math.min(2 * REACH, Math.max(needed, 2 * this.#kept.length));
    if (needed <= this.#kept.length || length === this.#kept.length) return;
    const grown = Buffer.alloc(length);
    grown.set(this.#kept.subarray(0, this.#length));
    this.#kept = grown;
  }

  release(): void {
    this.#kept = Buffer.alloc(0);
    this.#length = 0;
    this.#chunk = NOTHING;
  }

  /** A copy of so many bytes from a place; undefined when it is more than the reach before `now`. */
  bytes(at: number, length: number, now: number): Uint8Array | undefined {
    if (at < now - REACH || at + length > now) return undefined;
    const out = Buffer.alloc(length);
    const before = Math.max(0, Math.min(length, this.#start - at));
    const from = this.#length - (this.#start - at);
    out.set(this.#kept.subarray(from, from + before));
    const inChunk = at + before - this.#start;
    if (before < length) out.set(this.#chunk.subarray(inChunk, inChunk + length - before), before);
    return out;
  }
}
