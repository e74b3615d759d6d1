import type { CrawlEmitter } from './emitter.ts';
import type { CrawlEventName, CrawlEvents } from './events.ts';

/** Each event with its name, as `crawl.events()` gives them. */
export type CrawlEvent =
  | { [E in CrawlEventName]: { type: E } & CrawlEvents[E] }[CrawlEventName]
  /** So many events were dropped here, as nobody took them in time. */
  | { type: 'dropped'; count: number };

/** Events that wait at most. */
const MAX_WAITING = 10_000;

/**
 * All events from now on, in order, until `end` is called. Nothing waits for whoever reads them: what is not taken waits
 * here, all bytes that came as one event; when it is too much, the oldest are dropped, and counted.
 */
export function eventStream(
  events: CrawlEmitter,
  maxWaiting = MAX_WAITING,
): { stream: AsyncGenerator<CrawlEvent, void, undefined>; end: () => void } {
  const waiting: CrawlEvent[] = [];
  let bytes: Extract<CrawlEvent, { type: 'transferred' }> | undefined;
  let dropped = 0;
  let ended = false;
  let wake = (): void => undefined;
  const stop = events.onEvery((type, event) => {
    if (bytes && type === 'transferred') {
      bytes.bytes += (event as CrawlEvents['transferred']).bytes;
      return;
    }
    const named = { type, ...event } as CrawlEvent;
    if (named.type === 'transferred') bytes = named;
    waiting.push(named);
    if (waiting.length > maxWaiting) {
      dropped++;
      if (waiting.shift() === bytes) bytes = undefined;
    }
    wake();
  });
  async function* read(): AsyncGenerator<CrawlEvent, void, undefined> {
    try {
      for (;;) {
        if (dropped > 0) {
          const count = dropped;
          dropped = 0;
          yield { type: 'dropped', count };
        }
        const event = waiting.shift();
        if (event === bytes) bytes = undefined;
        if (event) yield event;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stop();
    }
  }
  const end = (): void => {
    ended = true;
    stop();
    wake();
  };
  return { stream: read(), end };
}
