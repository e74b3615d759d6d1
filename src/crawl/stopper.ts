import { setMaxListeners } from 'node:events';

/** Ends a crawl early: first nothing new is leased, then transfers under way are ended too. */
export interface Stopper {
  /** Aborted when transfers under way are to end. */
  readonly signal: AbortSignal;
  readonly stopping: boolean;
  /** Lets what is in flight finish for `graceMs`, then ends it. Asked again, it ends it at once. */
  stop(graceMs: number): void;
  /** Forgets timers. */
  close(): void;
}

export function createStopper(onStop: () => void): Stopper {
  const controller = new AbortController();
  // One listener a transfer under way: more than Node takes for a leak, and bounded by the concurrency.
  setMaxListeners(0, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let closed = false;
  const abort = () => controller.abort(new Error('the crawl was stopped'));
  return {
    signal: controller.signal,
    get stopping() {
      return stopping;
    },
    stop(graceMs) {
      if (closed) return;
      if (stopping) {
        abort();
        return;
      }
      stopping = true;
      onStop();
      timer = setTimeout(abort, graceMs);
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
