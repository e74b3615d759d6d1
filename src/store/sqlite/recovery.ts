/** What a run that died left half done, and how the next one ends it. */
import type Database from 'better-sqlite3';
import type { ImageRecord, Resume } from '../../model.ts';
import type { OpenClaim } from '../contract.ts';
import { nameKey } from './names.ts';
import type { Leases } from './leases.ts';
import type { Placing } from './placing.ts';
import { parseJson } from './rows.ts';
import type { Turns } from './turns.ts';
import type { Waiting } from './waiting.ts';

interface OpenRecord {
  request_id: number;
  record: string;
}

interface Parts {
  placing: Placing;
  leases: Leases;
  turns: Turns;
  waiting: Waiting;
}

interface OpenName {
  request_id: number;
  name: string;
  resume: string | null;
}

export class Recovery {
  readonly #parts: Parts;
  readonly #names: Database.Statement<[], OpenName>;
  readonly #records: Database.Statement<[], OpenRecord>;
  readonly #recordOf: Database.Statement<[number], OpenRecord>;
  readonly #save: Database.Statement<[number, number], { host_id: number }>;

  constructor(db: Database.Database, parts: Parts) {
    this.#parts = parts;
    // Two tables that hold nothing but what is open.
    this.#names = db.prepare(
      `SELECT n.request_id, n.name, r.resume FROM open_name n CROSS JOIN request r ON r.id = n.request_id
       ORDER BY n.request_id, n.name_key`,
    );
    this.#records = db.prepare('SELECT request_id, record FROM placement ORDER BY request_id');
    this.#recordOf = db.prepare(
      `SELECT p.request_id, p.record FROM placement p CROSS JOIN request r ON r.id = p.request_id
       WHERE p.request_id = ? AND r.state IN ('ready', 'delayed')`,
    );
    this.#save = db.prepare(
      `UPDATE request SET state = 'saved', done_at = ?, not_before = NULL, resume = NULL WHERE id = ?
       RETURNING host_id`,
    );
  }

  openClaims(): OpenClaim[] {
    const begun = new Map(
      this.#records.all().map((row) => [row.request_id, parseJson(row.record) as ImageRecord]),
    );
    const claims: OpenClaim[] = [];
    for (const { request_id: id, name, resume } of this.#names.all()) {
      const record = begun.get(id);
      const here = record !== undefined && isOf(name, record);
      const resumable = resume !== null && isOf(name, parseJson(resume) as Resume);
      claims.push({
        id,
        fileName: name,
        ...(here ? { record } : {}),
        ...(resumable ? { resumable } : {}),
      });
      if (here) begun.delete(id);
    }
    // Placements whose name stands in no other place, or was never claimed: the file may be there all the same.
    for (const [id, record] of begun) claims.push({ id, fileName: record.fileName, record });
    return claims;
  }

  /** Does nothing for a request without an open placement, and for one that is leased or done. */
  closePlacement(id: number, found: boolean, now: number): void {
    const { leases, placing, turns, waiting } = this.#parts;
    const open = this.#recordOf.get(id);
    if (open === undefined || leases.has(id)) return;
    if (!found) {
      placing.abandon(id);
      return;
    }
    const row = this.#save.get(now, id);
    if (row !== undefined) turns.touch(row.host_id);
    waiting.changed();
    placing.saved(id, parseJson(open.record) as ImageRecord);
  }
}

const isOf = (name: string, { fileName }: { fileName: string }): boolean =>
  nameKey(fileName) === nameKey(name);
