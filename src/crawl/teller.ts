/**
 * Tells a program's own code of what was committed: of each at least once, one after the other, in the order of the
 * commits. How far it got is kept with the crawl, so that a run goes on where the last one ended, however it did; and
 * as everything is read from the store, nothing piles up in memory when the code is slower than the crawl.
 */
import { messageOf } from '../errors.ts';
import type { CrawlStore, Ended } from '../store/contract.ts';

export interface TellerOptions<Row extends { place: number }> {
  /** By which the place is kept. */
  key: string;
  store: Pick<CrawlStore, 'getMeta' | 'setMeta'>;
  after: (place: number, limit: number) => Promise<Ended<Row>>;
  tell: (row: Row) => unknown;
  /** Told of what it throws. */
  warn: (reason: string) => void;
  /** Told when the store cannot be read or written any more; the next run goes on. */
  lost: (reason: string) => void;
}

/** Rows in memory at a time. */
const BATCH = 100;
/** How often the place is written down, in milliseconds: what a crash may tell again. */
const KEEP_MS = 1_000;

export class Teller<Row extends { place: number }> {
  readonly #options: TellerOptions<Row>;
  #told = 0;
  #kept = 0;
  #keptAt = -Infinity;
  #work: Promise<void> | undefined;
  #more = false;
  #left = false;

  constructor(options: TellerOptions<Row>) {
    this.#options = options;
  }

  /** Before the first `wake`. */
  async begin(): Promise<void> {
    const { key, store, after } = this.#options;
    const kept = await store.getMeta(key);
    // What was last may have been put back meanwhile, and its place is given again.
    const { last } = await after(0, 0);
    this.#told = this.#kept = Math.min(typeof kept === 'number' ? kept : 0, last);
  }

  /** There may be something to tell. */
  wake(): void {
    if (this.#left) return;
    this.#more = true;
    this.#work ??= this.#tellAll().finally(() => {
      this.#work = undefined;
      if (this.#more) this.wake();
    });
  }

  /** Tells no more: the next run goes on. */
  leave(): void {
    this.#left = true;
  }

  /** Resolves when everything that was committed has been told. Never rejects. */
  async done(): Promise<void> {
    this.wake();
    while (this.#work) await this.#work;
    try {
      await this.#keep(0);
    } catch (error) {
      this.#options.lost(messageOf(error));
    }
  }

  async #tellAll(): Promise<void> {
    try {
      while (this.#more && !this.#left) {
        this.#more = false;
        await this.#tellBatch();
        await this.#keep(KEEP_MS);
      }
    } catch (error) {
      this.#left = true;
      this.#options.lost(messageOf(error));
    }
  }

  async #tellBatch(): Promise<void> {
    const { rows, last } = await this.#options.after(this.#told, BATCH);
    for (const row of rows) {
      if (this.#left) return;
      await this.#tell(row);
      this.#told = row.place;
      await this.#keep(KEEP_MS);
    }
    if (rows.length === BATCH) this.#more = true;
    else this.#told = Math.max(this.#told, last);
  }

  async #tell(row: Row): Promise<void> {
    try {
      await this.#options.tell(row);
    } catch (error) {
      this.#options.warn(messageOf(error));
    }
  }

  async #keep(every: number): Promise<void> {
    const now = performance.now();
    if (this.#told === this.#kept || now - this.#keptAt < every) return;
    this.#keptAt = now;
    this.#kept = this.#told;
    await this.#options.store.setMeta(this.#options.key, this.#told);
  }
}
