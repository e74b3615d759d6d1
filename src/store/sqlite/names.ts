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
  readonly #open: Database.Statement<[number, string, string]>;
  readonly #close: Database.Statement<[number]>;
  readonly #release: Database.Statement<[string, number]>;
  readonly #releaseOpen: Database.Statement<[number]>;

  constructor(db: Database.Database) {
    this.#claim = db.prepare(
      'INSERT INTO name_claim (name_key, request_id) VALUES (?, ?) ON CONFLICT (name_key) DO NOTHING',
    );
    this.#holder = db.prepare('SELECT request_id FROM name_claim WHERE name_key = ?');
    // A request that claims its own name in another spelling: the newest counts.
    this.#open = db.prepare(
      `INSERT INTO open_name (request_id, name_key, name) VALUES (?, ?, ?)
       ON CONFLICT (request_id, name_key) DO UPDATE SET name = excluded.name`,
    );
    this.#close = db.prepare('DELETE FROM open_name WHERE request_id = ?');
    this.#release = db.prepare('DELETE FROM name_claim WHERE name_key = ? AND request_id = ?');
    this.#releaseOpen = db.prepare(
      `DELETE FROM name_claim WHERE name_key IN (SELECT name_key FROM open_name WHERE request_id = ?)`,
    );
  }

  /** The first name that is free, or held by this request. It is open until `close`, or closed at once by a placement. */
  claim(id: number, names: readonly string[]): string | undefined {
    const name = this.reserve(id, names);
    if (name !== undefined) this.#open.run(id, nameKey(name), name);
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
    if (this.#holder.get(key)?.request_id === id) this.#open.run(id, key, name);
  }

  /** The request is saved: its names are held for good. */
  close(id: number): void {
    this.#close.run(id);
  }

  release(id: number, name: string): void {
    this.#release.run(nameKey(name), id);
  }

  releaseOpen(id: number): void {
    this.#releaseOpen.run(id);
    this.#close.run(id);
  }
}
