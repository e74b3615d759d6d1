/**
 * The leases of this run. They live in memory alone: a run that dies takes them along, and its requests are ready in
 * the file as they were. Changes are undone together with the operation that made them.
 */
import type { RequestKind } from '../../model.ts';

export interface HeldLease {
  hostId: number;
  kind: RequestKind;
  /** On the scale of `host.next_at`. */
  leasedAt: number;
  tries: number;
  /** All its bytes have come: it takes no room of its host any more. */
  transferred?: true;
}

interface Change {
  id: number;
  before: HeldLease | undefined;
}

export class Leases {
  readonly #held = new Map<number, HeldLease>();
  readonly #changes: Change[] = [];

  get size(): number {
    return this.#held.size;
  }

  get(id: number): HeldLease | undefined {
    return this.#held.get(id);
  }

  has(id: number): boolean {
    return this.#held.has(id);
  }

  values(): Iterable<HeldLease> {
    return this.#held.values();
  }

  add(id: number, lease: HeldLease): void {
    this.#changes.push({ id, before: this.#held.get(id) });
    this.#held.set(id, lease);
  }

  remove(id: number): void {
    this.#changes.push({ id, before: this.#held.get(id) });
    this.#held.delete(id);
  }

  /** A point in time that `undo` can go back to. */
  mark(): number {
    return this.#changes.length;
  }

  /** What was done until now is for good. */
  keep(): void {
    this.#changes.length = 0;
  }

  undo(mark: number): void {
    while (this.#changes.length > mark) {
      const change = this.#changes.pop();
      if (change === undefined) return;
      if (change.before === undefined) this.#held.delete(change.id);
      else this.#held.set(change.id, change.before);
    }
  }
}
