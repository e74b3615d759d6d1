/** What a run that died left half done, and how the next one ends it. */
import type Database from 'better-sqlite3';
import type { ImageRecord, Resume } from '../../model.ts';
import type { OpenClaim } from '../contract.ts';
import { nameKey } from './names.ts';
import type { Placing } from './placing.ts';
import { parseJson } from './rows.ts';

interface OpenRecord {
  request_id: number;
  record: string;
}

interface OpenName {
  request_id: number;
  name: string;
  resume: string | null;
}

export class Recovery {
  readonly #placing: Placing;
  readonly #names: Database.Statement<[], OpenName>;
  readonly #records: Database.Statement<[], OpenRecord>;
  readonly #recordOf: Database.Statement<[number], OpenRecord>;
  readonly #save: Database.Statement<[number, number]>;

  constructor(db: Database.Database, placing: Placing) {
    this.#placing = placing;
    // Both through partial indexes, which hold nothing but what is open.
    this.#names = db.prepare(
      `SELECT c.request_id, c.name, r.resume FROM name_claim c CROSS JOIN request r ON r.id = c.request_id
       WHERE c.open = 1 ORDER BY c.request_id, c.name_key`,
    );
    this.#records = db.prepare(
      'SELECT request_id, record FROM content WHERE record IS NOT NULL ORDER BY request_id',
    );
    this.#recordOf = db.prepare(
      `SELECT c.request_id, c.record FROM content c CROSS JOIN request r ON r.id = c.request_id
       WHERE c.request_id = ? AND c.record IS NOT NULL AND r.state IN ('ready', 'delayed')`,
    );
    this.#save = db.prepare(
      `UPDATE request SET state = 'saved', done_at = ?, not_before = NULL, resume = NULL WHERE id = ?`,
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
    // Placements under a name that was never claimed: the file may be there all the same.
    for (const [id, record] of begun) claims.push({ id, fileName: record.fileName, record });
    return claims;
  }

  /** Does nothing for a request without an open placement, and for one that is leased or done. */
  closePlacement(id: number, found: boolean, now: number): void {
    const open = this.#recordOf.get(id);
    if (open === undefined) return;
    if (!found) {
      this.#placing.abandon(id);
      return;
    }
    this.#save.run(now, id);
    this.#placing.saved(id, parseJson(open.record) as ImageRecord);
  }
}

const isOf = (name: string, { fileName }: { fileName: string }): boolean =>
  nameKey(fileName) === nameKey(name);
