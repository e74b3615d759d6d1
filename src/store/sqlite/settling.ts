/** How a lease ends: one statement changes the state, and all that belongs to it is written beside it. */
import type Database from 'better-sqlite3';
import type { Attempt, HostSignal, NewRequest, Verdict } from '../../model.ts';
import type { AddResult } from '../contract.ts';
import type { Adding } from './adding.ts';
import { addTo, nothingAdded } from './adding.ts';
import type { HeldLease, Leases } from './leases.ts';
import type { Leasing } from './leasing.ts';
import type { Paces } from './paces.ts';
import type { Placing } from './placing.ts';
import type { Renditions } from './renditions.ts';
import type { Turns } from './turns.ts';
import type { Waiting } from './waiting.ts';

type StateColumns = [
  state: string,
  reason: string | null,
  notBefore: number | null,
  doneAt: number | null,
  tries: number,
  ended: number,
  skippedAtOnce: number,
  id: number,
];

/** Requests added between two looks at the clock, where there are many. */
const STEP = 50;
/** A file of 4 GB that comes in pieces of some megabytes has fewer. */
const MOST_ATTEMPTS = 1_000;
/** A part that was spoilt on disk is spoilt once; a server that sends another file's rest does so each time. */
const MOST_SPOILT = 3;

/** Verdicts after which the request waits again. */
const GOES_ON: ReadonlySet<Verdict['state']> = new Set(['retry', 'returned', 'instead']);

interface Parts {
  leasing: Leasing;
  leases: Leases;
  turns: Turns;
  waiting: Waiting;
  paces: Paces;
  adding: Adding;
  placing: Placing;
  renditions: Renditions;
}

export class Settling {
  readonly #parts: Parts;
  readonly #move: Database.Statement<StateColumns>;
  readonly #attempts: Database.Statement<[number], { n: number; spoilt: number }>;
  readonly #attempt: Database.Statement<[number, number, string, number | null, string]>;
  readonly #duplicate: Database.Statement<[number, number, string, number]>;

  constructor(db: Database.Database, parts: Parts) {
    this.#parts = parts;
    this.#move = db.prepare(
      `UPDATE request SET state = ?, reason = ?, not_before = ?, done_at = ?, tries = ?, resume = iif(?, NULL, resume),
         skipped_at_once = ?
       WHERE id = ?`,
    );
    this.#attempts = db.prepare(
      `SELECT count(*) AS n, count(*) FILTER (WHERE code = 'damaged') AS spoilt FROM attempt WHERE request_id = ?`,
    );
    this.#attempt = db.prepare(
      'INSERT INTO attempt (request_id, at, code, status, message) VALUES (?, ?, ?, ?, ?)',
    );
    this.#duplicate = db.prepare(
      'INSERT INTO duplicate (request_id, original_id, sha256, bytes) VALUES (?, ?, ?, ?)',
    );
  }

  /** @throws CrawlError `lease_lost` */
  settle(id: number, verdict: Verdict, signal: HostSignal | undefined, now: number): AddResult {
    return this.#parts.adding.add(this.#end(id, verdict, signal, now), now);
  }

  /** The same, a step at a time. */
  *settleInSteps(
    id: number,
    verdict: Verdict,
    signal: HostSignal | undefined,
    now: number,
  ): Generator<undefined, AddResult> {
    const found = this.#end(id, verdict, signal, now);
    const total = nothingAdded();
    for (let from = 0; from < found.length; from += STEP) {
      yield;
      addTo(total, this.#parts.adding.add(found.slice(from, from + STEP), now));
    }
    return total;
  }

  /** Ends the lease itself; returns the requests that belong to it. */
  #end(
    id: number,
    verdict: Verdict,
    signal: HostSignal | undefined,
    now: number,
  ): readonly NewRequest[] {
    const { placing } = this.#parts;
    this.#changeState(id, verdict, signal, now);
    switch (verdict.state) {
      case 'saved':
        placing.saved(id, verdict.record);
        return [];
      case 'returned':
        placing.abandon(id);
        return [];
      case 'retry':
        placing.abandon(id);
        this.#recordAttempt(id, verdict.attempt);
        return [];
      case 'instead':
        placing.giveUp(id);
        this.#recordAttempt(id, verdict.attempt);
        return [];
      case 'failed':
        placing.giveUp(id);
        this.#recordAttempt(id, verdict.attempt);
        return foundBy(verdict);
      case 'duplicate':
        placing.giveUp(id);
        this.#duplicate.run(id, verdict.of, verdict.sha256, verdict.bytes);
        return [];
      case 'crawled':
      case 'skipped':
        placing.giveUp(id);
        return foundBy(verdict);
    }
  }

  /** Progress gives new tries, yet not for ever: a server may spoil each time what it brought the time before. */
  #mayBeginAnew(id: number): boolean {
    const { n, spoilt } = this.#attempts.get(id) ?? { n: 0, spoilt: 0 };
    return n < MOST_ATTEMPTS && spoilt < MOST_SPOILT;
  }

  #changeState(id: number, verdict: Verdict, signal: HostSignal | undefined, now: number): void {
    const { leasing, leases, paces } = this.#parts;
    const held = leasing.held(id);
    const progressed = verdict.state === 'retry' && verdict.progressed === true;
    const givenUp =
      signal !== undefined && verdict.state !== 'returned'
        ? paces.learn(held, signal, progressed, now)
        : verdict.state === 'retry' && paces.givenUp(held.hostId);
    const [state, reason, notBefore] = columnsOf(verdict, now, givenUp);
    const ended = !GOES_ON.has(verdict.state);
    const keepsPart = verdict.state === 'retry' || verdict.state === 'returned';
    const tries = this.#triesAfter(id, verdict, held.tries);
    this.#move.run(
      state,
      reason,
      notBefore,
      ended ? now : null,
      tries,
      keepsPart ? 0 : 1,
      canReopen(verdict),
      id,
    );
    leases.remove(id);
    const hostId =
      verdict.state === 'instead' ? this.#parts.renditions.ask(id, verdict) : held.hostId;
    this.#tellTurns(id, held, state, hostId);
  }

  #triesAfter(id: number, verdict: Verdict, before: number): number {
    if (verdict.state === 'instead') return 0;
    if (verdict.state === 'retry' && verdict.progressed === true && this.#mayBeginAnew(id))
      return 0;
    return before + (verdict.state === 'retry' || verdict.state === 'failed' ? 1 : 0);
  }

  /** @param hostId where the request is from now on */
  #tellTurns(id: number, held: HeldLease, state: string, hostId: number): void {
    const { turns, waiting } = this.#parts;
    if (state === 'delayed') waiting.changed();
    if (state === 'ready') turns.putBack(hostId, held.kind, id);
    turns.ended(held, state !== 'ready' || hostId !== held.hostId);
  }

  #recordAttempt(id: number, { at, code, status, message }: Attempt): void {
    this.#attempt.run(id, at, code, status ?? null, message);
  }
}

/** Whether a later add reopens it: a page may show as a picture what stood at the margins of others. */
function canReopen(verdict: Verdict): number {
  return verdict.state === 'skipped' && verdict.rule === 'repeated' ? 1 : 0;
}

/** The requests that a verdict brings along. */
export function foundBy(verdict: Verdict): readonly NewRequest[] {
  return 'found' in verdict ? (verdict.found ?? []) : [];
}

/** The columns `state`, `reason` and `not_before` after a verdict. */
function columnsOf(
  verdict: Verdict,
  now: number,
  givenUp: boolean,
): [state: string, reason: string | null, notBefore: number | null] {
  switch (verdict.state) {
    case 'retry': {
      const notBefore = Math.ceil(verdict.notBefore);
      // What nobody will ask for again has nothing to wait for.
      return notBefore > now && !givenUp ? ['delayed', null, notBefore] : ['ready', null, null];
    }
    case 'returned':
    case 'instead':
      return ['ready', null, null];
    case 'skipped':
      return ['skipped', verdict.rule, null];
    case 'failed':
      return ['failed', verdict.attempt.code, null];
    default:
      return [verdict.state, null, null];
  }
}
