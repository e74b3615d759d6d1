/** The pace of each host, in the table `host`: what its answers change, by the policy in `../pacing.ts`. */
import type Database from 'better-sqlite3';
import type { HostSignal } from '../../model.ts';
import type { Pace, PaceEvent, PacingConfig } from '../pacing.ts';
import { DEFAULT_PACING, FRESH, nextPace } from '../pacing.ts';
import type { Hosts } from './hosts.ts';
import type { HeldLease } from './leases.ts';
import type { Turns } from './turns.ts';
import type { Waiting } from './waiting.ts';

interface PaceRow extends Omit<Pace, 'cutAt' | 'givenUp'> {
  cut_at: number;
  given_up: number;
}

type CountColumns = [
  grown: number,
  good: number,
  ceiling: number,
  troubles: number,
  cuts: number,
  cutAt: number,
  opens: number,
  id: number,
];

/** Hosts whose pace is remembered; beyond so many the memory starts anew. */
const REMEMBERED = 10_000;
/** The columns of a host without a history, except `cap`. */
const RESET = `slots = ${FRESH.slots}, grown = 0, good = 0, ceiling = 0, troubles = 0, cuts = 0, cut_at = 0, opens = 0, given_up = 0`;

export class Paces {
  readonly #hosts: Hosts;
  readonly #turns: Turns;
  readonly #waiting: Waiting;
  readonly #get: Database.Statement<[number], PaceRow>;
  readonly #count: Database.Statement<CountColumns>;
  readonly #setSlots: Database.Statement<[number, number, number]>;
  readonly #inTrouble: Database.Statement<[], { id: number }>;
  readonly #reset: Database.Statement<[number]>;
  /** What the table says, as no one else writes it. */
  readonly #known = new Map<number, Pace>();
  #config = DEFAULT_PACING;

  constructor(db: Database.Database, parts: { hosts: Hosts; turns: Turns; waiting: Waiting }) {
    this.#hosts = parts.hosts;
    this.#turns = parts.turns;
    this.#waiting = parts.waiting;
    this.#get = db.prepare(
      `SELECT slots, grown, good, ceiling, troubles, cuts, cut_at, opens, given_up FROM host WHERE id = ?`,
    );
    this.#count = db.prepare(
      `UPDATE host SET grown = ?, good = ?, ceiling = ?, troubles = ?, cuts = ?, cut_at = ?, opens = ? WHERE id = ?`,
    );
    this.#setSlots = db.prepare('UPDATE host SET slots = ?, given_up = ? WHERE id = ?');
    this.#inTrouble = db.prepare('SELECT id FROM host WHERE given_up = 1 OR opens > 0');
    this.#reset = db.prepare(`UPDATE host SET ${RESET} WHERE id = ?`);
    // A new run judges for itself. Caps are worked out anew at its first lease; rests that have begun go on.
    db.prepare(`UPDATE host SET leased = 0, admitted = 0, delay_ms = 0, ${RESET}`).run();
  }

  configure(config: PacingConfig): void {
    this.#config = config;
  }

  /**
   * Learns from how a lease ended. Returns whether the host is given up.
   * `progressed`: what came before the trouble is of use.
   */
  learn(held: HeldLease, signal: HostSignal, progressed: boolean, now: number): boolean {
    const id = held.hostId;
    const before = this.#of(id);
    const event = this.#eventOf(held, signal, progressed);
    const { pace, restMs } = nextPace(before, event, this.#hosts.perHost, this.#config);
    if (pace !== before) this.#write(id, before, pace);
    if (pace.givenUp && !before.givenUp) {
      this.#waiting.stopResting(id);
      this.#waiting.hurry(id, now);
    } else if (restMs > 0 && !pace.givenUp) this.#waiting.rest(id, now + restMs);
    return pace.givenUp;
  }

  givenUp(hostId: number): boolean {
    return this.#of(hostId).givenUp;
  }

  /** To be called when a transaction was undone. */
  forget(): void {
    this.#known.clear();
  }

  /** Hosts that were given up, or are about to be, begin anew. */
  forgive(): void {
    for (const { id } of this.#inTrouble.all()) {
      this.#reset.run(id);
      this.#known.delete(id);
      this.#waiting.stopResting(id);
      this.#hosts.recap(id);
    }
  }

  #of(id: number): Pace {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const row = this.#get.get(id);
    const pace = row === undefined ? FRESH : toPace(row);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(id, pace);
    return pace;
  }

  #eventOf(held: HeldLease, signal: HostSignal, progressed: boolean): PaceEvent {
    const { leasedAt } = held;
    if (signal.kind === 'good') return { kind: 'good', leasedAt };
    if (progressed && !signal.asked) return { kind: 'progress' };
    return { ...signal, leasedAt, newest: this.#turns.newest, tries: held.tries };
  }

  #write(id: number, before: Pace, pace: Pace): void {
    this.#known.set(id, pace);
    const { slots, givenUp, grown, good, ceiling, troubles, cuts, cutAt, opens } = pace;
    this.#count.run(grown, good, ceiling, troubles, cuts, cutAt, opens, id);
    this.#turns.touch(id);
    if (slots === before.slots && givenUp === before.givenUp) return;
    this.#setSlots.run(slots, givenUp ? 1 : 0, id);
    this.#hosts.recap(id);
  }
}

function toPace({ cut_at: cutAt, given_up: givenUp, ...same }: PaceRow): Pace {
  return { ...same, cutAt, givenUp: givenUp === 1 };
}
