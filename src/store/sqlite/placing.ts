/**
 * Names and contents: which request may write which file. A placement is announced before the file is renamed
 * (`content.record` is set) and closed when its request is saved (`record` is NULL again), so that after a crash
 * the open ones are exactly those whose file may or may not be there.
 */
import type Database from 'better-sqlite3';
import type { ImageRecord } from '../../model.ts';
import type { ClaimedPlacement, Placement } from '../contract.ts';
import type { Names } from './names.ts';

interface ContentRow {
  request_id: number;
  record: string | null;
  state: string;
}

type PictureColumns = [
  id: number,
  finalUrl: string,
  fileName: string,
  sha256: string,
  bytes: number,
  width: number | null,
  height: number | null,
  mediaType: string,
  fetchedAt: number,
  etag: string | null,
  lastModified: string | null,
];

export class Placing {
  readonly #names: Names;
  readonly #content: Database.Statement<[string], ContentRow>;
  readonly #begin: Database.Statement<[string, number, string]>;
  readonly #dropOthers: Database.Statement<[number, string]>;
  readonly #dropOpen: Database.Statement<[number]>;
  readonly #close: Database.Statement<[string, number]>;
  readonly #picture: Database.Statement<PictureColumns>;
  readonly #closeNames: Database.Statement<[number]>;
  readonly #dropNames: Database.Statement<[number]>;

  constructor(db: Database.Database, names: Names) {
    this.#names = names;
    this.#content = db.prepare(
      `SELECT c.request_id, c.record, r.state FROM content c CROSS JOIN request r ON r.id = c.request_id
       WHERE c.sha256 = ?`,
    );
    this.#begin = db.prepare(
      `INSERT INTO content (sha256, request_id, record) VALUES (?, ?, ?)
       ON CONFLICT (sha256) DO UPDATE SET request_id = excluded.request_id, record = excluded.record`,
    );
    this.#dropOthers = db.prepare(
      'DELETE FROM content WHERE request_id = ? AND record IS NOT NULL AND sha256 <> ?',
    );
    this.#dropOpen = db.prepare('DELETE FROM content WHERE request_id = ? AND record IS NOT NULL');
    this.#close = db.prepare(
      `INSERT INTO content (sha256, request_id, record) VALUES (?, ?, NULL)
       ON CONFLICT (sha256) DO UPDATE SET record = NULL WHERE request_id = excluded.request_id`,
    );
    this.#picture = db.prepare(
      `INSERT INTO picture (request_id, final_url, file_name, sha256, bytes, width, height, media_type, fetched_at,
         etag, last_modified)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#closeNames = db.prepare(
      'UPDATE name_claim SET open = 0 WHERE request_id = ? AND open = 1',
    );
    this.#dropNames = db.prepare('DELETE FROM name_claim WHERE request_id = ? AND open = 1');
  }

  /** For a request that is leased by this owner. */
  begin(id: number, record: ImageRecord): Placement {
    const elsewhere = this.#elsewhere(id, record.sha256);
    if (elsewhere !== undefined) return elsewhere;
    this.#announce(id, record);
    return { do: 'place' };
  }

  /** The same, under the first of `names` that is free. */
  claimAndBegin(
    id: number,
    names: readonly string[],
    record: Omit<ImageRecord, 'fileName'>,
  ): ClaimedPlacement {
    const elsewhere = this.#elsewhere(id, record.sha256);
    if (elsewhere !== undefined) return elsewhere;
    const fileName = this.#names.claim(id, names);
    if (fileName === undefined) return { do: 'taken' };
    this.#announce(id, { ...record, fileName });
    return { do: 'place', fileName };
  }

  /** The file is at its place. */
  saved(id: number, record: ImageRecord): void {
    this.#dropOthers.run(id, record.sha256);
    this.#close.run(record.sha256, id);
    this.#closeNames.run(id);
    this.#picture.run(
      id,
      record.finalUrl,
      record.fileName,
      record.sha256,
      record.bytes,
      record.width ?? null,
      record.height ?? null,
      record.mediaType,
      record.fetchedAt,
      record.etag ?? null,
      record.lastModified ?? null,
    );
  }

  /** Nothing was placed; the names stay with the request, which will try again. */
  abandon(id: number): void {
    this.#dropOpen.run(id);
  }

  /** Nothing was or will be placed. */
  giveUp(id: number): void {
    this.#dropOpen.run(id);
    this.#dropNames.run(id);
  }

  /** Where these bytes are, or will be, when that is not with this request. */
  #elsewhere(id: number, sha256: string): Exclude<Placement, { do: 'place' }> | undefined {
    const row = this.#content.get(sha256);
    if (row === undefined || row.request_id === id) return undefined;
    if (row.state === 'saved') return { do: 'drop', of: row.request_id };
    if (row.state === 'leased') return { do: 'wait' };
    // Its owner died and nobody closed the placement: whoever comes now takes it over.
    return undefined;
  }

  #announce(id: number, record: ImageRecord): void {
    this.#dropOthers.run(id, record.sha256);
    this.#begin.run(record.sha256, id, JSON.stringify(record));
  }
}
