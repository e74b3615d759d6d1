/** The crawl store on SQLite: one file per crawl, `<folder>/crawl.sqlite`, that anyone's `sqlite3` opens. */
import { basename } from 'node:path';
import { CrawlError } from '../../errors.ts';
import type { CrawlStoreReader } from '../contract.ts';
import { connectOwner, connectReader, crawlFile, makeCrawlFolder } from './connection.ts';
import { toCrawlError } from './driver-errors.ts';
import { lockFile, OwnerLock } from './lock.ts';
import { SqliteReader } from './reader.ts';
import { SqliteStore } from './store.ts';

export { STATE_FILE } from './connection.ts';

export interface SqliteStoreOptions {
  /** Made when it is not there. Holds nothing absolute: a crawl may be moved while nobody runs it. */
  folder: string;
  /** What messages call the crawl; default: the folder's last part. */
  name?: string;
  /** The clock, in milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
  /** How often the owner shows that it lives, in milliseconds; default 5,000. */
  heartbeatMs?: number;
}

/**
 * Opens a crawl, or starts it, as its one owner. Leases of an owner that died are free again.
 * @throws CrawlError `storage_locked`, `storage_newer`, `storage_corrupt`, `storage_unwritable`, `disk_full`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { folder, name = basename(folder), now = Date.now, heartbeatMs = 5_000 } = options;
  await makeCrawlFolder(folder);
  const lock = await takeLock(folder, name);
  try {
    const db = connectOwner(folder);
    try {
      return new SqliteStore({ db, lock, folder, now, heartbeatMs });
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw toCrawlError(error, crawlFile(folder));
  }
}

/**
 * Opens a crawl to look at it, whether it runs at the moment, ended, or died.
 * @throws CrawlError `no_such_crawl`, `storage_newer`, `storage_corrupt`, `storage_unwritable`.
 */
export async function openSqliteReader(options: { folder: string }): Promise<CrawlStoreReader> {
  const { folder } = options;
  try {
    const db = await connectReader(folder);
    try {
      return new SqliteReader(db, folder);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw toCrawlError(error, crawlFile(folder));
  }
}

async function takeLock(folder: string, name: string): Promise<OwnerLock> {
  let lock: OwnerLock | undefined;
  try {
    lock = await OwnerLock.take(folder);
  } catch (error) {
    throw toCrawlError(error, lockFile(folder));
  }
  if (lock !== undefined) return lock;
  throw new CrawlError(
    'storage_locked',
    `The crawl "${name}" is being run by ${await describeOwner(folder)}. ` +
      'Stop that one first, or wait until it ends.',
  );
}

async function describeOwner(folder: string): Promise<string> {
  try {
    const reader = await openSqliteReader({ folder });
    const owner = await reader.owner();
    await reader.close();
    if (owner !== undefined) return `process ${owner.pid} on ${owner.hostname}`;
  } catch (error) {
    if (!(error instanceof CrawlError)) throw error;
    // The owner is just starting, or its file cannot be read: that the lock is held is certain all the same.
  }
  return 'another process';
}
