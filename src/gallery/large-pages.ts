/**
 * Room for large pages: how many of them are in memory at a time, from the moment that one turns out to be large until
 * it is read. Without this a crawl with 32 requests under way might hold 32 of them.
 */

/** Bytes from which on a page is large. Nearly all pages are smaller, and never wait. */
export const LARGE_PAGE_BYTES = 1024 * 1024;

/** One is parsed, as that may take 300 MB; the others are on their way meanwhile. */
const AT_ONCE = 3;
/**
 * Nobody waits longer: a connection that stands still for 30 s would count as stalled, and a page that is read at last
 * is worth more than the bound.
 */
const LONGEST_WAIT_MS = 20_000;

/** Gives the room back; harmless when called again. */
export type LeaveRoom = () => void;

export interface LargePagesOptions {
  /** Default 3. */
  atOnce?: number;
  /** Milliseconds; default 20,000. */
  longestWaitMs?: number;
}

export class LargePages {
  readonly #atOnce: number;
  readonly #longestWaitMs: number;
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  constructor({ atOnce = AT_ONCE, longestWaitMs = LONGEST_WAIT_MS }: LargePagesOptions = {}) {
    this.#atOnce = atOnce;
    this.#longestWaitMs = longestWaitMs;
  }

  /** Resolves when there is room; first come, first served. */
  async enter(): Promise<LeaveRoom> {
    if (this.#inside < this.#atOnce) this.#inside++;
    else await this.#turn();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside--;
      const [first] = this.#waiting;
      first?.();
    };
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      const enter = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(enter);
        // Counted at once: whoever asks before the promise is heard of would find the place free.
        this.#inside++;
        resolve();
      };
      const timer = setTimeout(enter, this.#longestWaitMs).unref();
      this.#waiting.add(enter);
    });
  }
}
