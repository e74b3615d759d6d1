/** Requests and hosts that wait for a time, and the clock that they wait by. */
import type Database from 'better-sqlite3';
import type { RequestKind } from '../../model.ts';
import type { Turns } from './turns.ts';

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

interface Promoted {
  id: number;
  host_id: number;
  kind: RequestKind;
}

export class Waiting {
  readonly #turns: Turns;
  readonly #findDue: Database.Statement<[], Due>;
  readonly #promoteRequests: Database.Statement<[number, number], Promoted>;
  readonly #promoteHosts: Database.Statement<[number, number], { id: number }>;
  readonly #rest: Database.Statement<[number, number]>;
  readonly #stopResting: Database.Statement<[number]>;
  readonly #hurry: Database.Statement<[number, number]>;
  readonly #shift: Database.Statement<[number]>[];
  readonly #bound: Database.Statement<[number, number]>[];
  /** The earliest times that the file holds; undefined: to be looked up. */
  #due: Due | undefined;
  /** The latest time seen; undefined: nothing is known of the clock that the waits were written by. */
  #latest: number | undefined;

  constructor(db: Database.Database, turns: Turns) {
    this.#turns = turns;
    this.#findDue = db.prepare(
      `SELECT (SELECT min(not_before) FROM request WHERE state = 'delayed') AS request,
         (SELECT min(waits_until) FROM host WHERE waits_until IS NOT NULL) AS host`,
    );
    this.#promoteRequests = db.prepare(
      `UPDATE request SET state = 'ready', not_before = NULL WHERE id IN
         (SELECT id FROM request WHERE state = 'delayed' AND not_before <= ? ORDER BY not_before LIMIT ?)
       RETURNING id, host_id, kind`,
    );
    this.#promoteHosts = db.prepare(
      `UPDATE host SET waits_until = NULL WHERE id IN
         (SELECT id FROM host WHERE waits_until IS NOT NULL AND waits_until <= ? ORDER BY waits_until LIMIT ?)
       RETURNING id`,
    );
    this.#rest = db.prepare(
      'UPDATE host SET waits_until = max(ifnull(waits_until, 0), ?) WHERE id = ?',
    );
    this.#stopResting = db.prepare('UPDATE host SET waits_until = NULL WHERE id = ?');
    this.#hurry = db.prepare(
      `UPDATE request SET not_before = min(not_before, ?) WHERE host_id = ? AND state = 'delayed'`,
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
    const { request, host } = this.#look();
    if (request === null) return host ?? undefined;
    return host === null ? request : Math.min(request, host);
  }

  /** Whether it is known without a look that `promoteDue` would change nothing. */
  isQuiet(now: number): boolean {
    const due = this.#due;
    const latest = this.#latest;
    if (due === undefined || latest === undefined || now < latest - SMALL_STEP_MS) return false;
    return now < (due.request ?? Infinity) && now < (due.host ?? Infinity);
  }

  promoteDue(now: number): void {
    this.#followClock(now);
    const { request, host } = this.#look();
    if (request !== null && request <= now) {
      this.#due = undefined;
      const promoted = this.#promoteRequests.all(now, PROMOTED_AT_ONCE);
      for (const { id, host_id, kind } of promoted) this.#turns.putBack(host_id, kind, id);
    }
    if (host !== null && host <= now) {
      this.#due = undefined;
      for (const { id } of this.#promoteHosts.all(now, PROMOTED_AT_ONCE)) this.#turns.touch(id);
    }
  }

  /** A host has no lease before `until`, in milliseconds; a longer rest stays. */
  rest(hostId: number, until: number): void {
    this.#rest.run(Math.ceil(until), hostId);
    this.#due = undefined;
    this.#turns.touch(hostId);
  }

  stopResting(hostId: number): void {
    this.#stopResting.run(hostId);
    this.#due = undefined;
    this.#turns.touch(hostId);
  }

  /** Requests of a host wait no longer than until `now`. */
  hurry(hostId: number, now: number): void {
    this.#hurry.run(Math.floor(now), hostId);
    this.#due = undefined;
  }

  /** To be called when a request began or ceased to wait. */
  changed(): void {
    this.#due = undefined;
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#latest = undefined;
    this.#due = undefined;
  }

  #look(): Due {
    return (this.#due ??= this.#findDue.get() ?? { request: null, host: null });
  }

  /** A clock that was set back takes all waits along; a step forward ends some early, which harms nobody. */
  #followClock(now: number): void {
    const latest = this.#latest;
    if (latest === undefined) {
      for (const each of this.#bound) each.run(now, now + LONGEST_WAIT_MS);
      this.#due = undefined;
    } else if (now < latest - SMALL_STEP_MS) {
      for (const each of this.#shift) each.run(latest - now);
      this.#due = undefined;
    } else if (now < latest) return;
    this.#latest = now;
  }
}
