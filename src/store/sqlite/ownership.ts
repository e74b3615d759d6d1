/** The table `owner`: which run writes to the file, and who that is for people who ask. */
import { hostname } from 'node:os';
import type Database from 'better-sqlite3';
import { CrawlError } from '../../errors.ts';
import type { StoreOwner } from '../contract.ts';

interface OwnerRow {
  pid: number;
  hostname: string;
  started_at: number;
  heartbeat_at: number;
}

/** The run that the file names; whether it lives, only the lock tells. */
export function readOwner(db: Database.Database): StoreOwner | undefined {
  const row = db
    .prepare<[], OwnerRow>('SELECT pid, hostname, started_at, heartbeat_at FROM owner')
    .get();
  return (
    row && {
      pid: row.pid,
      hostname: row.hostname,
      startedAt: row.started_at,
      heartbeatAt: row.heartbeat_at,
    }
  );
}

export class Ownership {
  readonly id: number;
  #lost = false;
  readonly #current: Database.Statement<[], { id: number }>;
  readonly #beat: Database.Statement<[number, number]>;
  readonly #forgetLeases: Database.Statement<[]>;
  readonly #leave: Database.Statement<[]>;

  /** Takes the file over. The caller holds the lock: whoever had leases is dead, so they are free at once. */
  constructor(db: Database.Database, now: number) {
    this.#current = db.prepare('SELECT id FROM owner');
    this.#beat = db.prepare('UPDATE owner SET heartbeat_at = ? WHERE id = ?');
    this.#forgetLeases = db.prepare('UPDATE host SET leased = 0 WHERE leased > 0');
    this.#leave = db.prepare('DELETE FROM owner');
    const enter = db.prepare<[number, string, number, number]>(
      'INSERT INTO owner (pid, hostname, started_at, heartbeat_at) VALUES (?, ?, ?, ?)',
    );
    this.id = db
      .transaction(() => {
        this.giveUp();
        return Number(enter.run(process.pid, hostname(), now, now).lastInsertRowid);
      })
      .immediate();
  }

  /**
   * Normally the lock alone keeps others out; this finds out when it did not (somebody deleted the lock file, or the
   * folder lies on a network drive without working locks).
   * @throws CrawlError `lease_lost`
   */
  assertCurrent(): void {
    this.#lost ||= this.#current.get()?.id !== this.id;
    this.assertNotLost();
  }

  /** The same without a look: what was found once holds for good. @throws CrawlError `lease_lost` */
  assertNotLost(): void {
    if (!this.#lost) return;
    throw new CrawlError(
      'lease_lost',
      'Another process took this crawl over: this one must not go on writing.',
    );
  }

  beat(now: number): void {
    this.#beat.run(now, this.id);
  }

  giveUp(): void {
    this.#forgetLeases.run();
    this.#leave.run();
  }
}
