/** The table `host`: names, and how many leases each host may have. Whose turn it is, is in `turns.ts`. */
import type Database from 'better-sqlite3';
import type { Turns } from './turns.ts';
import type { Waiting } from './waiting.ts';

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
  readonly #turns: Turns;
  readonly #waiting: Waiting;
  readonly #find: Database.Statement<[string], { id: number }>;
  readonly #insert: Database.Statement<[string, number], { id: number }>;
  readonly #setCaps: Database.Statement<[CapColumns]>;
  readonly #setCap: Database.Statement<[CapColumns & { id: number }]>;
  readonly #admit: Database.Statement<[number, number]>;
  readonly #ids = new Map<string, number>();
  #cap: HostCap | undefined;

  constructor(db: Database.Database, { turns, waiting }: { turns: Turns; waiting: Waiting }) {
    this.#turns = turns;
    this.#waiting = waiting;
    this.#find = db.prepare('SELECT id FROM host WHERE name = ?');
    this.#insert = db.prepare('INSERT INTO host (name, cap) VALUES (?, ?) RETURNING id');
    this.#setCaps = db.prepare(`UPDATE host SET cap = ${CAP} WHERE cap <> ${CAP}`);
    this.#setCap = db.prepare(`UPDATE host SET cap = ${CAP} WHERE id = @id`);
    this.#admit = db.prepare('UPDATE host SET admitted = 1, delay_ms = ? WHERE id = ?');
  }

  get perHost(): number {
    return (this.#cap ?? FIRST_CAP).perHost;
  }

  /** The id of a host, which is added when it is new. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const { perHost, admission } = this.#cap ?? FIRST_CAP;
    const row = this.#find.get(name) ?? this.#insert.get(name, admission ? 1 : perHost);
    if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
    if (this.#ids.size >= REMEMBERED) this.#ids.clear();
    this.#ids.set(name, row.id);
    return row.id;
  }

  hasCap(cap: HostCap): boolean {
    return this.#cap?.perHost === cap.perHost && this.#cap.admission === cap.admission;
  }

  /** Leases that each host may have from now on. */
  setCap(cap: HostCap): void {
    if (this.hasCap(cap)) return;
    this.#setCaps.run(capColumns(cap));
    this.#turns.forget();
    this.#cap = cap;
  }

  /** Works out anew how many leases a host may have. */
  recap(id: number): void {
    this.#setCap.run({ ...capColumns(this.#cap ?? FIRST_CAP), id });
    this.#turns.touch(id);
  }

  admit(name: string, delayMs: number, now: number): void {
    const id = this.idOf(name);
    const asked = Number.isFinite(delayMs) ? Math.max(0, Math.ceil(delayMs)) : 0;
    const delay = Math.min(asked, LONGEST_DELAY_MS);
    this.#admit.run(delay, id);
    this.recap(id);
    // A lease that waited for the rules is only being sent now.
    if (delay > 0 && this.#turns.isBeingServed(id)) this.#waiting.rest(id, now + delay);
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
