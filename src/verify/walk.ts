/**
 * Format readers as walks: generators that say what they want next, and are resumed when it went by. A walk reads
 * like code over a whole file, yet holds only the bytes it asked for.
 */
import { HeldBytes } from './held-bytes.ts';
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
  /** The part of a `take` that came with earlier chunks. */
  readonly #held = new HeldBytes();

  constructor(walk: FormatWalk) {
    this.#walk = walk(this.found);
    this.#resume(this.#held.bytes);
  }

  write(chunk: Uint8Array): void {
    let at = 0;
    while (this.#want !== undefined && at < chunk.length) {
      const { do: deed, bytes } = this.#want;
      const piece = chunk.subarray(at, at + Math.min(bytes - this.#passed, chunk.length - at));
      at += piece.length;
      this.#passed += piece.length;
      // Bytes that lie within one chunk are handed over as they are.
      const spans = deed === 'take' && piece.length < bytes;
      if (spans) this.#held.append(piece);
      if (this.#passed === bytes) this.#resume(spans ? this.#held.bytes : piece);
    }
  }

  end(): void {
    this.#want = undefined;
    this.#held.release();
  }

  #resume(bytes: Uint8Array): void {
    const step = this.#walk.next(bytes);
    this.#passed = 0;
    this.#held.reset();
    this.#want = step.done === true ? undefined : step.value;
    if (this.#want === undefined) this.#held.release();
  }
}
