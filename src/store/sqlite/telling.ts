/** What ended, in the order in which it did, from a place on: for whoever wants to hear of each once. */
import type Database from 'better-sqlite3';
import type { AttemptCode } from '../../errors.ts';
import type { ImageData, RequestKind } from '../../model.ts';
import type { EndedFailure, EndedSaved, Ended } from '../contract.ts';
import { parseJson } from './rows.ts';

interface RequestColumns {
  place: number;
  id: number;
  url: string;
  page_url: string | null;
}

interface SavedColumns extends RequestColumns {
  data: string;
  final_url: string;
  file_name: string;
  sha256: string;
  bytes: number;
  width: number | null;
  height: number | null;
  media_type: string;
  fetched_at: number;
  etag: string | null;
  last_modified: string | null;
}

interface FailureColumns extends RequestColumns {
  kind: RequestKind;
  at: number;
  code: AttemptCode;
  status: number | null;
  message: string;
  attempts: number;
}

export class Telling {
  readonly #saved: Database.Statement<[after: number, limit: number], SavedColumns>;
  readonly #lastSaved: Database.Statement<[], { last: number }>;
  readonly #failed: Database.Statement<[after: number, limit: number], FailureColumns>;
  readonly #lastAttempt: Database.Statement<[], { last: number }>;

  constructor(db: Database.Database) {
    this.#saved = db.prepare(
      `SELECT p.id AS place, r.id, r.url, r.page_url, r.data, p.final_url, p.file_name, p.sha256, p.bytes, p.width,
         p.height, p.media_type, p.fetched_at, p.etag, p.last_modified
       FROM picture p CROSS JOIN request r ON r.id = p.request_id WHERE p.id > ? ORDER BY p.id LIMIT ?`,
    );
    this.#lastSaved = db.prepare('SELECT ifnull(max(id), 0) AS last FROM picture');
    // A request that failed has ended with its last attempt.
    this.#failed = db.prepare(
      `SELECT a.id AS place, r.id, r.kind, r.url, r.page_url, a.at, a.code, a.status, a.message,
         (SELECT count(*) FROM attempt every WHERE every.request_id = r.id) AS attempts
       FROM attempt a CROSS JOIN request r ON r.id = a.request_id
       WHERE a.id > ? AND r.state = 'failed'
         AND NOT EXISTS (SELECT 1 FROM attempt later WHERE later.request_id = r.id AND later.id > a.id)
       ORDER BY a.id LIMIT ?`,
    );
    this.#lastAttempt = db.prepare('SELECT ifnull(max(id), 0) AS last FROM attempt');
  }

  saved(after: number, limit: number): Ended<EndedSaved> {
    const rows = this.#saved.all(after, limit).map((row) => ({
      ...requestOf(row),
      data: parseJson(row.data) as ImageData,
      record: {
        finalUrl: row.final_url,
        fileName: row.file_name,
        sha256: row.sha256,
        bytes: row.bytes,
        ...(row.width === null ? {} : { width: row.width }),
        ...(row.height === null ? {} : { height: row.height }),
        mediaType: row.media_type,
        fetchedAt: row.fetched_at,
        ...(row.etag === null ? {} : { etag: row.etag }),
        ...(row.last_modified === null ? {} : { lastModified: row.last_modified }),
      },
    }));
    return { rows, last: this.#lastSaved.get()?.last ?? 0 };
  }

  failed(after: number, limit: number): Ended<EndedFailure> {
    const rows = this.#failed.all(after, limit).map((row) => ({
      ...requestOf(row),
      kind: row.kind,
      attempt: {
        at: row.at,
        code: row.code,
        ...(row.status === null ? {} : { status: row.status }),
        message: row.message,
      },
      attempts: row.attempts,
    }));
    return { rows, last: this.#lastAttempt.get()?.last ?? 0 };
  }
}

function requestOf({ place, id, url, page_url: pageUrl }: RequestColumns) {
  return { place, id, url, ...(pageUrl === null ? {} : { pageUrl }) };
}
