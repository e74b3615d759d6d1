/** A bound on the bytes a second that all transfers of a client together take: a token bucket with a fair queue. */

export interface RateLimit {
  /** The most bytes that one turn may ask for: small enough that all transfers go on at the same pace. */
  readonly quantum: number;
  /**
   * Asks for `bytes`, at most `quantum`; `granted` is called when they may be taken, first come first served. The
   * returned function withdraws a request that was not granted yet.
   */
  readonly take: (bytes: number, granted: () => void) => () => void;
}

/** Turns a second and transfer, where the rate allows; more would cost time, fewer would make the bytes come in bursts. */
const TURNS_PER_SECOND = 20;
/** As much as a socket hands over at once. */
const MAX_QUANTUM = 64 * 1024;

interface Waiter {
  bytes: number;
  granted: () => void;
}

/** @param bytesPerSecond above 0 */
export function createRateLimit(bytesPerSecond: number): RateLimit {
  const perTurn = Math.floor(bytesPerSecond / TURNS_PER_SECOND);
  const quantum = Math.max(1, Math.min(MAX_QUANTUM, perTurn));
  // What was not used is kept for two turns only: after a pause, the rate is not made up for.
  const capacity = Math.max(quantum, 2 * perTurn);
  const waiters = new Set<Waiter>();
  let tokens = quantum;
  let filledAt = performance.now();
  let timer: NodeJS.Timeout | undefined;

  const fill = (): void => {
    const now = performance.now();
    tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * bytesPerSecond);
    filledAt = now;
  };

  const serve = (): void => {
    clearTimeout(timer);
    timer = undefined;
    fill();
    for (const waiter of waiters) {
      if (tokens < waiter.bytes) {
        const waitMs = ((waiter.bytes - tokens) / bytesPerSecond) * 1000;
        timer = setTimeout(serve, Math.max(1, Math.ceil(waitMs)));
        return;
      }
      tokens -= waiter.bytes;
      waiters.delete(waiter);
      waiter.granted();
    }
  };

  return {
    quantum,
    take(bytes, granted) {
      const waiter = { bytes: Math.min(bytes, quantum), granted };
      waiters.add(waiter);
      if (timer === undefined) serve();
      return () => {
        waiters.delete(waiter);
        if (waiters.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
