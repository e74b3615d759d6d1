/**
 * Format readers as walks: generators that say what they want next, and are resumed when it went by. A walk reads
 * like code over a whole file, yet holds only the bytes it asked for.
 */
import { HeldBytes } from './held-bytes.ts';
import type { Findings, FormatReader, Size } from './types.ts';

/** Looks at bytes from `from` on; the place after the last that it wanted, or -1 when it wants all of the chunk and more. */
export type Scan = (chunk: Buffer, from: number) => number;

/** What is to come next: so many bytes, handed over or passed by unseen; or as many as a scan wants to look at. */
export type Want = { do: 'take' | 'skip'; bytes: number } | { do: 'scan'; scan: Scan };

/** Returning early means: nothing more to learn. */
export type Walk<T> = Generator<Want, T, Uint8Array>;
export type FormatWalk = (found: Findings) => Walk<void>;

const NOTHING = new Uint8Array(0);

/** Exactly `bytes` bytes, valid until the next `yield`. Callers keep it small: this is what a walk holds in memory. */
export function* take(bytes: number): Walk<Uint8Array> {
  return bytes > 0 ? yield { do: 'take', bytes } : NOTHING;
}

/** Passes over `bytes` bytes, which may be `Infinity`. */
export function* skip(bytes: number): Walk<void> {
  if (bytes > 0) yield { do: 'skip', bytes };
}

/** Lets a function run over the bytes, for what is too much to be taken piece by piece. */
export function* scan(look: Scan): Walk<void> {
  yield { do: 'scan', scan: look };
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
    this.#resume(NOTHING);
  }

  write(chunk: Uint8Array): void {
    // Node's own search of a Buffer for a byte is several times faster than that of a plain array.
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let at = 0; this.#want !== undefined && at < buffer.length;)
      at = this.#serve(this.#want, buffer, at);
  }

  end(): void {
    this.#want = undefined;
    this.#held.release();
  }

  /** Gives the walk what it wants of a chunk, from a place in it; returns the place after that. */
  #serve(want: Want, chunk: Buffer, at: number): number {
    if (want.do === 'scan') {
      const stop = want.scan(chunk, at);
      if (stop < 0) return chunk.length;
      this.#resume(NOTHING);
      return stop;
    }
    const end = Math.min(at + want.bytes - this.#passed, chunk.length);
    this.#passed += end - at;
    const complete = this.#passed === want.bytes;
    if (want.do === 'skip') {
      if (complete) this.#resume(NOTHING);
      return end;
    }
    // Bytes that lie within one chunk are handed over as they are.
    const piece = chunk.subarray(at, end);
    const spans = piece.length < want.bytes;
    if (spans) this.#held.append(piece);
    if (complete) this.#resume(spans ? this.#held.bytes : piece);
    return end;
  }

  #resume(bytes: Uint8Array): void {
    const step = this.#walk.next(bytes);
    this.#passed = 0;
    this.#held.reset();
    this.#want = step.done === true ? undefined : step.value;
    if (this.#want === undefined) this.#held.release();
  }
}
