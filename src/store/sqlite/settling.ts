/** How a lease ends: one statement changes the state, and all that belongs to it is written beside it. */
import type Database from 'better-sqlite3';
import type { Attempt, Verdict } from '../../model.ts';
import type { AddResult } from '../contract.ts';
import type { Adding } from './adding.ts';
import { nothingAdded } from './adding.ts';
import { leaseLost } from './leasing.ts';
import type { Placing } from './placing.ts';

type StateColumns = [
  state: string,
  reason: string | null,
  notBefore: number | null,
  doneAt: number | null,
  tried: number,
  id: number,
  owner: number,
];

export class Settling {
  readonly #ownerId: number;
  readonly #adding: Adding;
  readonly #placing: Placing;
  readonly #move: Database.Statement<StateColumns>;
  readonly #attempt: Database.Statement<[number, number, string, number | null, string]>;
  readonly #duplicate: Database.Statement<[number, number, string, number]>;

  constructor(db: Database.Database, ownerId: number, adding: Adding, placing: Placing) {
    this.#ownerId = ownerId;
    this.#adding = adding;
    this.#placing = placing;
    this.#move = db.prepare(
      `UPDATE request SET state = ?, reason = ?, not_before = ?, done_at = ?, tries = tries + ?, lease_owner = NULL
       WHERE id = ? AND state = 'leased' AND lease_owner = ?`,
    );
    this.#attempt = db.prepare(
      'INSERT INTO attempt (request_id, at, code, status, message) VALUES (?, ?, ?, ?, ?)',
    );
    this.#duplicate = db.prepare(
      'INSERT INTO duplicate (request_id, original_id, sha256, bytes) VALUES (?, ?, ?, ?)',
    );
  }

  /** @throws CrawlError `lease_lost` */
  settle(id: number, verdict: Verdict, now: number): AddResult {
    this.#changeState(id, verdict, now);
    switch (verdict.state) {
      case 'saved':
        this.#placing.saved(id, verdict.record);
        return nothingAdded();
      case 'returned':
        this.#placing.abandon(id);
        return nothingAdded();
      case 'retry':
        this.#placing.abandon(id);
        this.#recordAttempt(id, verdict.attempt);
        return nothingAdded();
      case 'failed':
        this.#placing.giveUp(id);
        this.#recordAttempt(id, verdict.attempt);
        return this.#adding.add(verdict.found ?? [], now);
      case 'duplicate':
        this.#placing.giveUp(id);
        this.#duplicate.run(id, verdict.of, verdict.sha256, verdict.bytes);
        return nothingAdded();
      case 'crawled':
      case 'skipped':
        this.#placing.giveUp(id);
        return this.#adding.add(verdict.found ?? [], now);
    }
  }

  #changeState(id: number, verdict: Verdict, now: number): void {
    const [state, reason, notBefore] = columnsOf(verdict, now);
    const ended = verdict.state !== 'retry' && verdict.state !== 'returned';
    const tried = verdict.state === 'retry' || verdict.state === 'failed' ? 1 : 0;
    const { changes } = this.#move.run(
      state,
      reason,
      notBefore,
      ended ? now : null,
      tried,
      id,
      this.#ownerId,
    );
    if (changes === 0) throw leaseLost(id);
  }

  #recordAttempt(id: number, { at, code, status, message }: Attempt): void {
    this.#attempt.run(id, at, code, status ?? null, message);
  }
}

/** The columns `state`, `reason` and `not_before` after a verdict. */
function columnsOf(
  verdict: Verdict,
  now: number,
): [state: string, reason: string | null, notBefore: number | null] {
  switch (verdict.state) {
    case 'retry': {
      const notBefore = Math.ceil(verdict.notBefore);
      return notBefore > now ? ['delayed', null, notBefore] : ['ready', null, null];
    }
    case 'returned':
      return ['ready', null, null];
    case 'skipped':
      return ['skipped', verdict.rule, null];
    case 'failed':
      return ['failed', verdict.attempt.code, null];
    default:
      return [verdict.state, null, null];
  }
}
