import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CrawlEventName, CrawlEvents } from './events.ts';

type Listener<E extends CrawlEventName> = (event: CrawlEvents[E]) => void;

/** Delivers the crawl's events, at once and in order. An observer that throws is logged and left in place. */
export class CrawlEmitter {
  readonly #listeners = new Map<CrawlEventName, Set<Listener<never>>>();
  readonly #all = new Set<(name: CrawlEventName, event: CrawlEvents[CrawlEventName]) => void>();
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

  /** The same for all events. */
  onEvery(
    listener: (name: CrawlEventName, event: CrawlEvents[CrawlEventName]) => void,
  ): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  emit<E extends CrawlEventName>(name: E, event: CrawlEvents[E]): void {
    const set = this.#listeners.get(name) as Set<Listener<E>> | undefined;
    if (set) for (const listener of set) this.#tell(name, () => listener(event));
    for (const listener of this.#all) this.#tell(name, () => listener(name, event));
  }
  #tell(name: CrawlEventName, listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#log.error({ event: name, error: messageOf(error) }, 'an observer threw');
    }
  }
}
