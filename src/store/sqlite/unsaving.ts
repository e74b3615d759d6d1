/** Saved pictures whose files are lost: all that the store knows of them is taken back, and they wait again. */
import type Database from 'better-sqlite3';
import { nameKey } from './names.ts';

interface PictureRow {
  file_name: string;
  sha256: string;
}

export class Unsaving {
  readonly #picture: Database.Statement<[number], PictureRow>;
  readonly #duplicates: Database.Statement<[number], { request_id: number }>;
  readonly #dropDuplicates: Database.Statement<[number]>;
  readonly #dropPicture: Database.Statement<[number]>;
  readonly #dropContent: Database.Statement<[string, number]>;
  readonly #dropName: Database.Statement<[string, number]>;
  readonly #putBack: Database.Statement<[number]>;

  constructor(db: Database.Database) {
    this.#picture = db.prepare('SELECT file_name, sha256 FROM picture WHERE request_id = ?');
    this.#duplicates = db.prepare('SELECT request_id FROM duplicate WHERE original_id = ?');
    this.#dropDuplicates = db.prepare('DELETE FROM duplicate WHERE original_id = ?');
    this.#dropPicture = db.prepare('DELETE FROM picture WHERE request_id = ?');
    this.#dropContent = db.prepare('DELETE FROM content WHERE sha256 = ? AND request_id = ?');
    this.#dropName = db.prepare('DELETE FROM name_claim WHERE name_key = ? AND request_id = ?');
    this.#putBack = db.prepare(
      `UPDATE request SET state = 'ready', reason = NULL, done_at = NULL, tries = 0 WHERE id = ?`,
    );
  }

  /** Returns how many of these requests, and of the duplicates that point to them, wait again. */
  unsave(ids: readonly number[]): number {
    let count = 0;
    for (const id of ids) {
      const picture = this.#picture.get(id);
      if (picture === undefined) continue;
      const duplicates = this.#duplicates.all(id);
      // The duplicates refer to the picture: they go first.
      this.#dropDuplicates.run(id);
      this.#dropPicture.run(id);
      this.#dropContent.run(picture.sha256, id);
      this.#dropName.run(nameKey(picture.file_name), id);
      for (const request of [id, ...duplicates.map((each) => each.request_id)]) {
        this.#putBack.run(request);
        count++;
      }
    }
    return count;
  }
}
