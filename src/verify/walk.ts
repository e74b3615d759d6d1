/**
 * Format readers as walks: generators that say what they want next, and are resumed when it went by. A walk reads
 * like code over a whole file, yet holds only the bytes it asked for.
 */
import type { Findings, FormatReader, Size } from './types.ts';

/** The next `bytes` bytes: handed over, or passed by unseen. */
export interface Want {
  do: 'take' | 'skip';
  bytes: number;
}

/** Returning early means: nothing more to learn. */
export type Walk<T> = Generator<Want, T, Uint8Array>;
export type FormatWalk = (found: Findings) => Walk<void>;

/** Exactly `bytes` bytes, valid until the next `yield`. Callers keep it small: this is what a walk holds in memory. */
export function* take(bytes: number): Walk<Uint8Array> {
  return yield { do: 'take', bytes };
}

/** Passes over `bytes` bytes, which may be `Infinity`. */
export function* skip(bytes: number): Walk<void> {
  if (bytes > 0) yield { do: 'skip', bytes };
}

/** A size as a finding: nothing where a side is no positive whole number. */
export function sized(width: number, height: number): { size?: Size } {
  const whole = Number.isSafeInteger(width) && Number.isSafeInteger(height);
  return whole && width > 0 && height > 0 ? { size: { width, height } } : {};
}

export function walkReader(walk: FormatWalk): FormatReader {
  return new WalkReader(walk);
}

class WalkReader implements FormatReader {
  readonly found: Findings = {};
  readonly #walk: Walk<void>;
  #want: Want | undefined;
  /** Bytes of the present want that went by already. */
  #passed = 0;
  /** Bytes of a `take` that spans chunks; grows with what arrives, not with what a file claims. */
  #held = new Uint8Array(0);

  constructor(walk: FormatWalk) {
    this.#walk = walk(this.found);
    this.#resume(this.#held);
  }

  write(chunk: Uint8Array): void {
    let at = 0;
    while (this.#want !== undefined && at < chunk.length) {
      const { do: deed, bytes } = this.#want;
      const piece = Math.min(bytes - this.#passed, chunk.length - at);
      const bit = chunk.subarray(at, at + piece);
      at += piece;
      if (deed === 'take' && piece < bytes) this.#hold(bit, bytes);
      this.#passed += piece;
      if (this.#passed < bytes) return;
      this.#resume(deed === 'skip' || piece === bytes ? bit : this.#held.subarray(0, bytes));
    }
  }

  end(): void {
    this.#want = undefined;
  }

  #resume(bytes: Uint8Array): void {
    const step = this.#walk.next(bytes);
    this.#passed = 0;
    this.#want = step.done === true ? undefined : step.value;
    if (this.#want === undefined) this.#held = new Uint8Array(0);
  }

  #hold(bit: Uint8Array, bytes: number): void {
    const needed = this.#passed + bit.length;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.min(bytes, Math.max(needed, this.#held.length * 2, 64)));
      grown.set(this.#held.subarray(0, this.#passed));
      this.#held = grown;
    }
    this.#held.set(bit, this.#passed);
  }
}
