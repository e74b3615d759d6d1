/**
 * Contents: which request may write which file. A placement is announced before the file is renamed (a row of
 * `placement`) and ends when its request is saved, so that after a crash the rows of `placement` are exactly those
 * whose file may or may not be there.
 */
import type Database from 'better-sqlite3';
import type { ImageRecord } from '../../model.ts';
import type { ClaimedPlacement, Placement } from '../contract.ts';
import type { Leases } from './leases.ts';
import type { Names } from './names.ts';
import { contentKey, parseJson } from './rows.ts';

interface ContentRow {
  request_id: number;
  state: string;
}

interface PlacementRow {
  sha256: Buffer;
  record: string;
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
  readonly #leases: Leases;
  readonly #content: Database.Statement<[Buffer], ContentRow>;
  readonly #take: Database.Statement<[Buffer, number]>;
  readonly #drop: Database.Statement<[Buffer, number]>;
  readonly #keep: Database.Statement<[Buffer, number]>;
  readonly #begin: Database.Statement<[number, Buffer, string]>;
  readonly #end: Database.Statement<[number], PlacementRow>;
  readonly #picture: Database.Statement<PictureColumns>;

  constructor(db: Database.Database, { names, leases }: { names: Names; leases: Leases }) {
    this.#names = names;
    this.#leases = leases;
    this.#content = db.prepare(
      `SELECT c.request_id, r.state FROM content c CROSS JOIN request r ON r.id = c.request_id
       WHERE c.sha256 = ?`,
    );
    this.#take = db.prepare(
      `INSERT INTO content (sha256, request_id) VALUES (?, ?)
       ON CONFLICT (sha256) DO UPDATE SET request_id = excluded.request_id`,
    );
    this.#drop = db.prepare('DELETE FROM content WHERE sha256 = ? AND request_id = ?');
    this.#keep = db.prepare(
      'INSERT INTO content (sha256, request_id) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING',
    );
    this.#begin = db.prepare(
      `INSERT INTO placement (request_id, sha256, record) VALUES (?, ?, ?)
       ON CONFLICT (request_id) DO NOTHING`,
    );
    this.#end = db.prepare('DELETE FROM placement WHERE request_id = ? RETURNING sha256, record');
    this.#picture = db.prepare(
      `INSERT INTO picture (request_id, final_url, file_name, sha256, bytes, width, height, media_type, fetched_at,
         etag, last_modified)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** For a request that is leased by this owner. */
  begin(id: number, record: ImageRecord): Placement {
    const content = contentKey(record.sha256);
    const elsewhere = this.#elsewhere(id, content);
    if (elsewhere !== undefined) return elsewhere;
    this.#announce(id, content, record);
    return { do: 'place' };
  }

  /** The same, under the first of `names` that is free. */
  claimAndBegin(
    id: number,
    names: readonly string[],
    record: Omit<ImageRecord, 'fileName'>,
  ): ClaimedPlacement {
    const content = contentKey(record.sha256);
    const elsewhere = this.#elsewhere(id, content);
    if (elsewhere !== undefined) return elsewhere;
    const fileName = this.#names.reserve(id, names);
    if (fileName === undefined) return { do: 'taken' };
    this.#announce(id, content, { ...record, fileName });
    return { do: 'place', fileName };
  }

  /** The file is at its place. */
  saved(id: number, record: ImageRecord): void {
    const content = contentKey(record.sha256);
    const begun = this.#end.get(id);
    if (begun?.sha256.equals(content) !== true) {
      if (begun !== undefined) this.#drop.run(begun.sha256, id);
      this.#keep.run(content, id);
    }
    this.#names.close(id);
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
    const begun = this.#end.get(id);
    if (begun === undefined) return;
    this.#drop.run(begun.sha256, id);
    this.#names.reopen(id, nameIn(begun));
  }

  /** Nothing was or will be placed. */
  giveUp(id: number): void {
    this.abandon(id);
    this.#names.releaseOpen(id);
  }

  /** Where these bytes are, or will be, when that is not with this request. */
  #elsewhere(id: number, content: Buffer): Exclude<Placement, { do: 'place' }> | undefined {
    const row = this.#content.get(content);
    if (row === undefined || row.request_id === id) return undefined;
    if (row.state === 'saved') return { do: 'drop', of: row.request_id };
    if (this.#leases.has(row.request_id)) return { do: 'wait' };
    // Its owner died and nobody closed the placement: whoever comes now takes it over.
    return undefined;
  }

  #announce(id: number, content: Buffer, record: ImageRecord): void {
    const json = JSON.stringify(record);
    if (this.#begin.run(id, content, json).changes === 0) {
      this.abandon(id);
      this.#begin.run(id, content, json);
    }
    this.#take.run(content, id);
  }
}

const nameIn = ({ record }: PlacementRow): string => (parseJson(record) as ImageRecord).fileName;
