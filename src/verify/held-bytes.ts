const FIRST_BYTES = 64;
const NO_BYTES = new Uint8Array(0);

/** Bytes gathered from chunks, by copy. Grows by doubling with what arrives, never with what a file claims. */
export class HeldBytes {
  #buffer = NO_BYTES;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A view, good until the next call of a method. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2, FIRST_BYTES));
      grown.set(this.bytes);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  /** Empties, and keeps the room. */
  reset(): void {
    this.#length = 0;
  }

  /** Empties, and gives the room back. */
  release(): void {
    this.#buffer = NO_BYTES;
    this.#length = 0;
  }
}
