/** What a part on disk can be continued by, kept with its request. */
import type Database from 'better-sqlite3';
import type { Resume } from '../../model.ts';

export class Resuming {
  readonly #keep: Database.Statement<[string | null, number]>;

  constructor(db: Database.Database) {
    this.#keep = db.prepare('UPDATE request SET resume = ? WHERE id = ?');
  }

  /** For a request that is leased by this owner. */
  keep(id: number, resume: Resume | undefined): void {
    this.#keep.run(resume === undefined ? null : JSON.stringify(resume), id);
  }
}
