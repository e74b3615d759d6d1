/** Saved pictures whose files are lost: all that the store knows of them is taken back, and they wait again. */
import type Database from 'better-sqlite3';
import type { RequestKind } from '../../model.ts';
import type { Names } from './names.ts';
import { AS_ADDED } from './renditions.ts';
import { contentKey } from './rows.ts';
import type { Turns } from './turns.ts';

interface PictureRow {
  file_name: string;
  sha256: string;
}

export class Unsaving {
  readonly #names: Names;
  readonly #turns: Turns;
  readonly #picture: Database.Statement<[number], PictureRow>;
  readonly #duplicates: Database.Statement<[number], { request_id: number }>;
  readonly #dropDuplicates: Database.Statement<[number]>;
  readonly #dropPicture: Database.Statement<[number]>;
  readonly #dropContent: Database.Statement<[Buffer, number]>;
  readonly #putBack: Database.Statement<[number], { host_id: number; kind: RequestKind }>;

  constructor(db: Database.Database, { names, turns }: { names: Names; turns: Turns }) {
    this.#names = names;
    this.#turns = turns;
    this.#picture = db.prepare('SELECT file_name, sha256 FROM picture WHERE request_id = ?');
    this.#duplicates = db.prepare('SELECT request_id FROM duplicate WHERE original_id = ?');
    this.#dropDuplicates = db.prepare('DELETE FROM duplicate WHERE original_id = ?');
    this.#dropPicture = db.prepare('DELETE FROM picture WHERE request_id = ?');
    this.#dropContent = db.prepare('DELETE FROM content WHERE sha256 = ? AND request_id = ?');
    this.#putBack = db.prepare(
      `UPDATE request SET state = 'ready', reason = NULL, done_at = NULL, tries = 0, ${AS_ADDED}
       WHERE id = ?
       RETURNING host_id, kind`,
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
      this.#dropContent.run(contentKey(picture.sha256), id);
      this.#names.release(id, picture.file_name);
      for (const request of [id, ...duplicates.map((each) => each.request_id)]) {
        const row = this.#putBack.get(request);
        if (row === undefined) continue;
        this.#turns.putBack(row.host_id, row.kind, request);
        count++;
      }
    }
    return count;
  }
}
