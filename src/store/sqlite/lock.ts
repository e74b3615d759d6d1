/**
 * Who may write: a second, empty SQLite file on which the owner holds an exclusive lock for as long as it lives.
 * The operating system gives the lock up with the process, however it ends: there are no stale locks, no process ids
 * to guess about, and nothing to clean up by hand.
 *
 * SQLite's locks are POSIX record locks, which a process loses when it closes *any* descriptor of the file. So
 * nothing but SQLite may open `crawl.lock` in this process.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isBusy } from './driver-errors.ts';

/** A reader's probe holds its shared lock for microseconds; an owner that meets one comes back a few times. */
const TRIES = 6;
const PAUSE_MS = 25;

export const lockFile = (folder: string): string => join(folder, 'crawl.lock');

export class OwnerLock {
  readonly #db: Database.Database;

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  /** The lock, or undefined while another process (or another store of this one) holds it. */
  static async take(folder: string): Promise<OwnerLock | undefined> {
    const db = new Database(lockFile(folder), { timeout: 0 });
    for (let tried = 1; ; tried++) {
      try {
        db.exec('BEGIN EXCLUSIVE');
        return new OwnerLock(db);
      } catch (error) {
        if (!isBusy(error) || tried === TRIES) {
          db.close();
          if (isBusy(error)) return undefined;
          throw error;
        }
      }
      await sleep(PAUSE_MS);
    }
  }

  release(): void {
    this.#db.close();
  }
}

/**
 * Whether an owner lives. Asks by a shared lock, held for one statement: readers that ask at once do not see each
 * other, and an owner that starts at that moment tries again.
 */
export function isOwned(folder: string): boolean {
  const file = lockFile(folder);
  if (!existsSync(file)) return false;
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    db.close();
  }
}
