/** File names, each held by one request. */
import type Database from 'better-sqlite3';

/**
 * What two names share when macOS or Windows would take them for the same file. Upper case before lower merges what
 * simple folding keeps apart (`ß` and `SS`, the two small sigmas): too much merged costs a suffix, too little a file.
 */
export function nameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

export class Names {
  readonly #claim: Database.Statement<[string, number]>;
  readonly #holder: Database.Statement<[string], { request_id: number }>;
  readonly #insertOpen: Database.Statement<[number, string, string]>;
  readonly #close: Database.Statement<[number]>;
  readonly #release: Database.Statement<[string, number]>;
  readonly #releaseOpen: Database.Statement<[number]>;
  readonly #holders: Database.Statement<[], { request_id: number }>;
  /** Requests that may have open names: most pictures have none but that of their placement. */
  #mayHold: Set<number> | undefined;

  constructor(db: Database.Database) {
    this.#claim = db.prepare(
      'INSERT INTO name_claim (name_key, request_id) VALUES (?, ?) ON CONFLICT (name_key) DO NOTHING',
    );
    this.#holder = db.prepare('SELECT request_id FROM name_claim WHERE name_key = ?');
    // A request that claims its own name in another spelling: the newest counts.
    this.#insertOpen = db.prepare(
      `INSERT INTO open_name (request_id, name_key, name) VALUES (?, ?, ?)
       ON CONFLICT (request_id, name_key) DO UPDATE SET name = excluded.name`,
    );
    this.#close = db.prepare('DELETE FROM open_name WHERE request_id = ?');
    this.#release = db.prepare('DELETE FROM name_claim WHERE name_key = ? AND request_id = ?');
    this.#releaseOpen = db.prepare(
      `DELETE FROM name_claim WHERE name_key IN (SELECT name_key FROM open_name WHERE request_id = ?)`,
    );
    this.#holders = db.prepare('SELECT DISTINCT request_id FROM open_name');
  }

  /** The first name that is free, or held by this request. */
  claim(id: number, names: readonly string[]): string | undefined {
    const name = this.reserve(id, names);
    if (name !== undefined) this.#keepOpen(id, nameKey(name), name);
    return name;
  }

  /** The same, for a placement that begins in the same transaction: its record keeps the name in mind. */
  reserve(id: number, names: readonly string[]): string | undefined {
    return names.find((name) => {
      const key = nameKey(name);
      return this.#claim.run(key, id).changes > 0 || this.#holder.get(key)?.request_id === id;
    });
  }

  /** A name that was reserved for a placement is open by itself, now that the placement is gone. */
  reopen(id: number, name: string): void {
    const key = nameKey(name);
    if (this.#holder.get(key)?.request_id === id) this.#keepOpen(id, key, name);
  }

  /** The request is saved: its names are held for good. */
  close(id: number): void {
    if (this.#open().delete(id)) this.#close.run(id);
  }

  release(id: number, name: string): void {
    this.#release.run(nameKey(name), id);
  }

  releaseOpen(id: number): void {
    if (!this.#open().delete(id)) return;
    this.#releaseOpen.run(id);
    this.#close.run(id);
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#mayHold = undefined;
  }

  #keepOpen(id: number, key: string, name: string): void {
    this.#open().add(id);
    this.#insertOpen.run(id, key, name);
  }

  #open(): Set<number> {
    return (this.#mayHold ??= new Set(this.#holders.all().map((row) => row.request_id)));
  }
}
