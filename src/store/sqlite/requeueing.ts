/** Requests that ended and get another chance, some at a time. */
import type Database from 'better-sqlite3';

/** Ended requests looked at in one transaction. */
const AT_ONCE = 500;

export interface EndedRequest {
  id: number;
  /** Skip rule, or the code of the last attempt. */
  reason: string;
  host: string;
  depth: number;
}

export interface RequeuedPart {
  count: number;
  /** Id after which the next part begins; undefined when this was the last. */
  next: number | undefined;
}

export class Requeueing {
  readonly #ended: Record<'failed' | 'skipped', Database.Statement<[number, number], EndedRequest>>;
  readonly #putBack: Database.Statement<[number]>;

  constructor(db: Database.Database) {
    // The state stands in the text, as only so the partial index over ended requests can be used.
    const endedAs = (state: string): Database.Statement<[number, number], EndedRequest> =>
      db.prepare(
        `SELECT r.id, r.reason, h.name AS host, r.depth FROM request r CROSS JOIN host h ON h.id = r.host_id
         WHERE r.state = '${state}' AND r.id > ? ORDER BY r.id LIMIT ?`,
      );
    this.#ended = { failed: endedAs('failed'), skipped: endedAs('skipped') };
    this.#putBack = db.prepare(
      `UPDATE request SET state = 'ready', reason = NULL, skipped_at_once = 0, done_at = NULL, tries = 0 WHERE id = ?`,
    );
  }

  /** Puts back those of the next requests after `after` that match. */
  requeue(
    state: 'failed' | 'skipped',
    after: number,
    matches: (request: EndedRequest) => boolean,
  ): RequeuedPart {
    const ended = this.#ended[state].all(after, AT_ONCE);
    const again = ended.filter(matches);
    for (const { id } of again) this.#putBack.run(id);
    return { count: again.length, next: ended.length < AT_ONCE ? undefined : ended.at(-1)?.id };
  }
}
