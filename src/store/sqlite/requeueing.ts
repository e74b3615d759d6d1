/** Requests that ended and get another chance, some at a time. */
import type Database from 'better-sqlite3';
import type { RequestKind } from '../../model.ts';
import { AS_ADDED } from './renditions.ts';
import type { Turns } from './turns.ts';

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
  readonly #tooDeep: Database.Statement<[number, number], { id: number }>;
  readonly #putBack: Database.Statement<[number], { host_id: number; kind: RequestKind }>;
  readonly #turns: Turns;

  constructor(db: Database.Database, turns: Turns) {
    this.#turns = turns;
    // The state stands in the text, as only so the partial index over ended requests can be used.
    const endedAs = (state: string): Database.Statement<[number, number], EndedRequest> =>
      db.prepare(
        `SELECT r.id, r.reason, h.name AS host, r.depth FROM request r
           CROSS JOIN host h ON h.id = ifnull(r.own_host_id, r.host_id)
         WHERE r.state = '${state}' AND r.id > ? ORDER BY r.id LIMIT ?`,
      );
    this.#ended = { failed: endedAs('failed'), skipped: endedAs('skipped') };
    this.#tooDeep = db.prepare(
      `SELECT id FROM request WHERE state = 'skipped' AND reason = 'max_depth' AND depth <= ? LIMIT ?`,
    );
    this.#putBack = db.prepare(
      `UPDATE request SET state = 'ready', reason = NULL, skipped_at_once = 0, done_at = NULL, tries = 0, ${AS_ADDED}
       WHERE id = ?
       RETURNING host_id, kind`,
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
    for (const { id } of again) this.#return(id);
    return { count: again.length, next: ended.length < AT_ONCE ? undefined : ended.at(-1)?.id };
  }

  /** Puts back some of those that were too deep, and are no deeper than `maxDepth`; returns how many, 0 at the end. */
  requeueDepth(maxDepth: number): number {
    const again = this.#tooDeep.all(maxDepth, AT_ONCE);
    for (const { id } of again) this.#return(id);
    return again.length;
  }

  #return(id: number): void {
    const row = this.#putBack.get(id);
    if (row !== undefined) this.#turns.putBack(row.host_id, row.kind, id);
  }
}
