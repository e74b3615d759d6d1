/**
 * A small file written and named, and a large one opened and named, without a detour. Each call to Node's thread pool
 * costs the crawl's one thread more than the call itself takes on a disk that answers from memory, as most do: five
 * calls to write 9 kB took 110 µs more. A disk that is slow is found out by the clock, and left to the thread pool.
 */
import { closeSync, linkSync, openSync, unlinkSync, writeSync } from 'node:fs';

/** A disk that takes longer for a file is slow: the thread pool costs less. */
const SLOW_MS = 0.25;
/** So long a slow disk is not asked again: it may hold the crawl up by one file in this time. */
const PAUSE_MS = 250;

export class QuickSave {
  readonly #now: () => number;
  #notBefore = -Infinity;

  /** @param now milliseconds, of a clock that only goes on */
  constructor(now: () => number = performance.now.bind(performance)) {
    this.#now = now;
  }

  /** Whether the disk was quick lately. */
  get ready(): boolean {
    return this.#now() >= this.#notBefore;
  }

  /**
   * Writes `part`, which must not be there, and gives it the name `to`, which must not be taken. False where anything
   * stood in the way: whoever takes the long way finds out what, and is not disturbed by what this left.
   */
  save(part: string, to: string, content: readonly Uint8Array[]): boolean {
    return this.#timed(() => saveNow(part, to, content)) === true;
  }

  /** Opens a file to be written, which must not be there; undefined where anything stood in the way. */
  open(part: string): number | undefined {
    return this.#timed(() => openSync(part, 'wx'));
  }

  /** Gives a whole file the name `to`, which must not be taken. False where anything stood in the way, as `save`. */
  move(part: string, to: string): boolean {
    return this.#timed(() => moveNow(part, to)) === true;
  }

  #timed<T>(work: () => T): T | undefined {
    const before = this.#now();
    const done = attempt(work);
    const after = this.#now();
    if (done === undefined || done === false || after - before > SLOW_MS)
      this.#notBefore = after + PAUSE_MS;
    return done;
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // Not swallowed: the long way meets the same trouble, and knows its name.
    return undefined;
  }
}

function saveNow(part: string, to: string, content: readonly Uint8Array[]): boolean {
  const fd = openSync(part, 'wx');
  try {
    for (const chunk of content) if (writeSync(fd, chunk) < chunk.length) return false;
  } finally {
    closeSync(fd);
  }
  return moveNow(part, to);
}

function moveNow(part: string, to: string): true {
  linkSync(part, to);
  unlinkSync(part);
  return true;
}
