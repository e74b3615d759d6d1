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
  readonly #insert: Database.Statement<[Buffer, number]>;
  readonly #takeOver: Database.Statement<[number, Buffer]>;
  readonly #drop: Database.Statement<[Buffer, number]>;
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
    this.#insert = db.prepare(
      'INSERT INTO content (sha256, request_id) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING',
    );
    this.#takeOver = db.prepare('UPDATE content SET request_id = ? WHERE sha256 = ?');
    this.#drop = db.prepare('DELETE FROM content WHERE sha256 = ? AND request_id = ?');
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
    const taken = this.#take(id, content);
    if (typeof taken === 'object') return taken;
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
    const taken = this.#take(id, content);
    if (typeof taken === 'object') return taken;
    const fileName = this.#names.reserve(id, names);
    if (fileName === undefined) {
      if (taken === 'new') this.#drop.run(content, id);
      return { do: 'taken' };
    }
    this.#announce(id, content, { ...record, fileName });
    return { do: 'place', fileName };
  }

  /** The file is at its place. */
  saved(id: number, record: ImageRecord): void {
    const content = contentKey(record.sha256);
    const begun = this.#end.get(id);
    if (begun?.sha256.equals(content) !== true) {
      if (begun !== undefined) this.#drop.run(begun.sha256, id);
      this.#insert.run(content, id);
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

  /** Makes these bytes this request's, or tells where they are, or will be, with another. */
  #take(id: number, content: Buffer): 'new' | 'known' | Exclude<Placement, { do: 'place' }> {
    if (this.#insert.run(content, id).changes > 0) return 'new';
    const row = this.#content.get(content);
    if (row === undefined || row.request_id === id) return 'known';
    if (row.state === 'saved') return { do: 'drop', of: row.request_id };
    if (this.#leases.has(row.request_id)) return { do: 'wait' };
    // Its owner died and nobody closed the placement: whoever comes now takes it over.
    this.#takeOver.run(id, content);
    return 'known';
  }

  /** For content that is this request's; what it began before is given up. */
  #announce(id: number, content: Buffer, record: ImageRecord): void {
    const json = JSON.stringify(record);
    if (this.#begin.run(id, content, json).changes > 0) return;
    this.abandon(id);
    this.#insert.run(content, id);
    this.#begin.run(id, content, json);
  }
}

const nameIn = ({ record }: PlacementRow): string => (parseJson(record) as ImageRecord).fileName;
