import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CrawlEventName, CrawlEvents } from './events.ts';

type Listener<E extends CrawlEventName> = (event: CrawlEvents[E]) => void;

/** Delivers the crawl's events, at once and in order. An observer that throws is logged and left in place. */
export class CrawlEmitter {
  readonly #listeners = new Map<CrawlEventName, Set<Listener<never>>>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Starts to observe; the returned function ends it. */
  on<E extends CrawlEventName>(name: E, listener: Listener<E>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<E extends CrawlEventName>(name: E, event: CrawlEvents[E]): void {
    const set = this.#listeners.get(name);
    if (!set) return;
    for (const listener of set as Set<Listener<E>>) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ event: name, error: messageOf(error) }, 'an observer threw');
      }
    }
  }
}
