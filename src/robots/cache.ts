/** A map that forgets what was not asked for longest, bounded in entries and in what they weigh together. */
export class BoundedCache<V> {
  readonly #entries = new Map<string, { value: V; weight: number }>();
  readonly #limits: { entries: number; weight: number };
  #weight = 0;

  constructor(limits: { entries: number; weight: number }) {
    this.#limits = limits;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A Map keeps the order in which keys were set: the oldest comes first.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: V, weight: number): void {
    this.#remove(key);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (!this.#isOver() || oldest === key) break;
      this.#remove(oldest);
    }
  }

  #isOver(): boolean {
    return this.#entries.size > this.#limits.entries || this.#weight > this.#limits.weight;
  }

  #remove(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}
