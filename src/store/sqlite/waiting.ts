/** Requests and hosts that wait for a time, and the clock that they wait by. */
import type Database from 'better-sqlite3';

/** Requests, and hosts, that one lease makes ready at most: bounds its time when very many are due at once. */
const PROMOTED_AT_ONCE = 256;
/**
 * Nothing waits longer, in milliseconds (10 minutes is the most that a Retry-After or a Crawl-delay may ask for); what
 * claims to was written under a clock that has been set back since.
 */
const LONGEST_WAIT_MS = 900_000;
/** A smaller step back of the clock is left alone, in milliseconds. */
const SMALL_STEP_MS = 1_000;

interface Due {
  request: number | null;
  host: number | null;
}

export class Waiting {
  readonly #due: Database.Statement<[], Due>;
  readonly #promoteRequests: Database.Statement<[number, number]>;
  readonly #promoteHosts: Database.Statement<[number, number]>;
  readonly #shift: Database.Statement<[number]>[];
  readonly #bound: Database.Statement<[number, number]>[];
  /** The latest time seen; undefined: nothing is known of the clock that the waits were written by. */
  #latest: number | undefined;

  constructor(db: Database.Database) {
    this.#due = db.prepare(
      `SELECT (SELECT min(not_before) FROM request WHERE state = 'delayed') AS request,
         (SELECT min(waits_until) FROM host WHERE waits_until IS NOT NULL) AS host`,
    );
    this.#promoteRequests = db.prepare(
      `UPDATE request SET state = 'ready', not_before = NULL WHERE id IN
         (SELECT id FROM request WHERE state = 'delayed' AND not_before <= ? ORDER BY not_before LIMIT ?)`,
    );
    this.#promoteHosts = db.prepare(
      `UPDATE host SET waits_until = NULL WHERE id IN
         (SELECT id FROM host WHERE waits_until IS NOT NULL AND waits_until <= ? ORDER BY waits_until LIMIT ?)`,
    );
    this.#shift = [
      db.prepare(`UPDATE request SET not_before = not_before - ? WHERE state = 'delayed'`),
      db.prepare('UPDATE host SET waits_until = waits_until - ? WHERE waits_until IS NOT NULL'),
    ];
    this.#bound = [
      db.prepare(`UPDATE request SET not_before = ? WHERE state = 'delayed' AND not_before > ?`),
      db.prepare(
        'UPDATE host SET waits_until = ? WHERE waits_until IS NOT NULL AND waits_until > ?',
      ),
    ];
  }

  /** The earliest time that anything waits for. */
  nextDue(): number | undefined {
    const { request = null, host = null } = this.#due.get() ?? {};
    if (request === null) return host ?? undefined;
    return host === null ? request : Math.min(request, host);
  }

  /** The look costs a fiftieth of the updates, which are rarely needed and slow even when they find nothing. */
  promoteDue(now: number): void {
    this.#followClock(now);
    const { request = null, host = null } = this.#due.get() ?? {};
    if (request !== null && request <= now) this.#promoteRequests.run(now, PROMOTED_AT_ONCE);
    if (host !== null && host <= now) this.#promoteHosts.run(now, PROMOTED_AT_ONCE);
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#latest = undefined;
  }

  /** A clock that was set back takes all waits along; a step forward ends some early, which harms nobody. */
  #followClock(now: number): void {
    const latest = this.#latest;
    if (latest === undefined) for (const each of this.#bound) each.run(now, now + LONGEST_WAIT_MS);
    else if (now < latest - SMALL_STEP_MS) for (const each of this.#shift) each.run(latest - now);
    else if (now < latest) return;
    this.#latest = now;
  }
}
