/**
 * The table `host`: whose turn it is. All questions are answered by partial indexes over the hosts that have
 * something ready and room for a lease, never by looking at requests.
 */
import type Database from 'better-sqlite3';
import type { RequestKind } from '../../model.ts';

export interface HostTurn {
  id: number;
  name: string;
  next_at: number;
  ready_pages: number;
  ready_images: number;
}

/** Ids remembered by name; beyond this many the memory starts anew. */
const REMEMBERED = 10_000;
/** Cap of hosts added before the first lease tells the real one. */
const FIRST_CAP = 1;

export class Hosts {
  readonly #find: Database.Statement<[string], { id: number }>;
  readonly #insert: Database.Statement<[string, number], { id: number }>;
  readonly #setCap: Database.Statement<[number, number]>;
  readonly #nextWith: Record<RequestKind, Database.Statement<[], HostTurn>>;
  readonly #serve: Database.Statement<[number, number]>;
  readonly #ids = new Map<string, number>();
  #cap: number | undefined;
  /** When a host was served last, in microseconds: never goes back, even when the clock does. */
  #served: number;

  constructor(db: Database.Database) {
    this.#find = db.prepare('SELECT id FROM host WHERE name = ?');
    this.#insert = db.prepare('INSERT INTO host (name, cap) VALUES (?, ?) RETURNING id');
    this.#setCap = db.prepare('UPDATE host SET cap = ? WHERE cap <> ?');
    const turn = 'SELECT id, name, next_at, ready_pages, ready_images FROM host';
    this.#nextWith = {
      gallery: db.prepare(
        `${turn} WHERE ready_pages > 0 AND leased < cap ORDER BY next_at LIMIT 1`,
      ),
      image: db.prepare(`${turn} WHERE ready_images > 0 AND leased < cap ORDER BY next_at LIMIT 1`),
    };
    this.#serve = db.prepare('UPDATE host SET next_at = ? WHERE id = ?');
    const last = db.prepare<[], { at: number | null }>('SELECT max(next_at) AS at FROM host').get();
    this.#served = last?.at ?? 0;
  }

  /** The id of a host, which is added when it is new. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const row = this.find(name) ?? this.#insert.get(name, this.#cap ?? FIRST_CAP)?.id;
    if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
    if (this.#ids.size >= REMEMBERED) this.#ids.clear();
    this.#ids.set(name, row);
    return row;
  }

  find(name: string): number | undefined {
    return this.#find.get(name)?.id;
  }

  /** Leases that each host may have from now on. */
  setCap(cap: number): void {
    if (this.#cap === cap) return;
    this.#setCap.run(cap, cap);
    this.#cap = cap;
  }

  /** The host with a ready request of one of these kinds, and with room, that was served longest ago. */
  next(kinds: readonly RequestKind[]): HostTurn | undefined {
    let next: HostTurn | undefined;
    for (const kind of kinds) {
      const turn = this.#nextWith[kind].get();
      if (turn !== undefined && (next === undefined || turn.next_at < next.next_at)) next = turn;
    }
    return next;
  }

  /** Sends a host to the end of the line. `now` in milliseconds. */
  served(id: number, now: number): void {
    this.#served = Math.max(Math.trunc(now * 1000), this.#served + 1);
    this.#serve.run(this.#served, id);
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#ids.clear();
    this.#cap = undefined;
  }
}
