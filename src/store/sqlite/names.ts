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
  readonly #holder: Database.Statement<[string], { request_id: number }>;
  readonly #claim: Database.Statement<[string, string, number]>;

  constructor(db: Database.Database) {
    this.#holder = db.prepare('SELECT request_id FROM name_claim WHERE name_key = ?');
    // A request that is put back after it was saved holds its old names still; they are open again.
    // The key stays when a request claims its own name in another spelling; the newest spelling counts.
    this.#claim = db.prepare(
      `INSERT INTO name_claim (name_key, name, request_id) VALUES (?, ?, ?)
       ON CONFLICT (name_key) DO UPDATE SET name = excluded.name, open = 1`,
    );
  }

  claim(id: number, names: readonly string[]): string | undefined {
    for (const name of names) {
      const key = nameKey(name);
      const holder = this.#holder.get(key);
      if (holder !== undefined && holder.request_id !== id) continue;
      this.#claim.run(key, name, id);
      return name;
    }
    return undefined;
  }
}
