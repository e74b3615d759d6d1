/**
 * The table `host`: whose turn it is. All questions are answered by partial indexes over the hosts that have
 * something ready, room for a lease and no rest, never by looking at requests.
 */
import type Database from 'better-sqlite3';
import type { RequestKind } from '../../model.ts';

export interface HostTurn {
  id: number;
  name: string;
  next_at: number;
  ready_pages: number;
  ready_images: number;
  delay_ms: number;
  /** Pauses in a row: above 0, the next lease is a probe. */
  opens: number;
  given_up: number;
}

/** How many leases a host may have, as far as the user says. */
export interface HostCap {
  perHost: number;
  /** Hosts have one until they are admitted. */
  admission: boolean;
}

/** Ids remembered by name; beyond this many the memory starts anew. */
const REMEMBERED = 10_000;
/** Cap of hosts added before the first lease tells the real one. */
const FIRST_CAP: HostCap = { perHost: 1, admission: false };
/** Longest time between two leases that a robots.txt can ask for, in milliseconds. */
const LONGEST_DELAY_MS = 600_000;

/** The cap of a host row; the parameters are those of `HostCap`. */
const CAP = `CASE WHEN given_up = 1 THEN @perHost
  WHEN @admission = 1 AND admitted = 0 THEN 1 ELSE min(@perHost, slots) END`;
interface CapColumns {
  perHost: number;
  admission: number;
}

export class Hosts {
  readonly #find: Database.Statement<[string], { id: number }>;
  readonly #insert: Database.Statement<[string, number], { id: number }>;
  readonly #setCaps: Database.Statement<[CapColumns]>;
  readonly #setCap: Database.Statement<[CapColumns & { id: number }]>;
  readonly #admit: Database.Statement<[number, number]>;
  readonly #hasLeases: Database.Statement<[number]>;
  readonly #nextWith: Record<RequestKind, Database.Statement<[], HostTurn>>;
  readonly #serve: Database.Statement<[number, number]>;
  readonly #rest: Database.Statement<[number, number]>;
  readonly #ids = new Map<string, number>();
  #cap: HostCap | undefined;
  /** When a host was served last, in microseconds: never goes back, even when the clock does. */
  #served: number;

  constructor(db: Database.Database) {
    this.#find = db.prepare('SELECT id FROM host WHERE name = ?');
    this.#insert = db.prepare('INSERT INTO host (name, cap) VALUES (?, ?) RETURNING id');
    this.#setCaps = db.prepare(`UPDATE host SET cap = ${CAP} WHERE cap <> ${CAP}`);
    this.#setCap = db.prepare(`UPDATE host SET cap = ${CAP} WHERE id = @id`);
    this.#admit = db.prepare('UPDATE host SET admitted = 1, delay_ms = ? WHERE id = ?');
    this.#hasLeases = db.prepare(
      'SELECT id FROM host WHERE id = ? AND leased > 0 AND given_up = 0',
    );
    const next = (ready: string): Database.Statement<[], HostTurn> =>
      db.prepare(
        `SELECT id, name, next_at, ready_pages, ready_images, delay_ms, opens, given_up FROM host
         WHERE ${ready} > 0 AND leased < cap AND waits_until IS NULL ORDER BY next_at LIMIT 1`,
      );
    this.#nextWith = { gallery: next('ready_pages'), image: next('ready_images') };
    this.#serve = db.prepare('UPDATE host SET next_at = ? WHERE id = ?');
    this.#rest = db.prepare(
      'UPDATE host SET waits_until = max(ifnull(waits_until, 0), ?) WHERE id = ?',
    );
    const last = db.prepare<[], { at: number | null }>('SELECT max(next_at) AS at FROM host').get();
    this.#served = last?.at ?? 0;
  }

  /** The newest lease, on the scale of `next_at`. */
  get newest(): number {
    return this.#served;
  }

  get perHost(): number {
    return (this.#cap ?? FIRST_CAP).perHost;
  }

  /** The id of a host, which is added when it is new. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const { perHost, admission } = this.#cap ?? FIRST_CAP;
    const row = this.find(name) ?? this.#insert.get(name, admission ? 1 : perHost)?.id;
    if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
    if (this.#ids.size >= REMEMBERED) this.#ids.clear();
    this.#ids.set(name, row);
    return row;
  }

  find(name: string): number | undefined {
    return this.#find.get(name)?.id;
  }

  /** Leases that each host may have from now on. */
  setCap(cap: HostCap): void {
    if (this.#cap?.perHost === cap.perHost && this.#cap.admission === cap.admission) return;
    this.#setCaps.run(capColumns(cap));
    this.#cap = cap;
  }

  /** Works out anew how many leases a host may have. */
  recap(id: number): void {
    this.#setCap.run({ ...capColumns(this.#cap ?? FIRST_CAP), id });
  }

  admit(name: string, delayMs: number, now: number): void {
    const id = this.idOf(name);
    const asked = Number.isFinite(delayMs) ? Math.max(0, Math.ceil(delayMs)) : 0;
    const delay = Math.min(asked, LONGEST_DELAY_MS);
    this.#admit.run(delay, id);
    this.recap(id);
    // A lease that waited for the rules is only being sent now.
    if (delay > 0 && this.#hasLeases.get(id) !== undefined) this.rest(id, now + delay);
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

  /** Sends a host to the end of the line; returns its new place there. `now` in milliseconds. */
  served(id: number, now: number): number {
    this.#served = Math.max(Math.trunc(now * 1000), this.#served + 1);
    this.#serve.run(this.#served, id);
    return this.#served;
  }

  /** No lease before `until`, in milliseconds; a longer rest stays. */
  rest(id: number, until: number): void {
    this.#rest.run(Math.ceil(until), id);
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#ids.clear();
    this.#cap = undefined;
  }
}

const capColumns = ({ perHost, admission }: HostCap): CapColumns => ({
  perHost,
  admission: admission ? 1 : 0,
});
