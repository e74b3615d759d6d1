/** Opens the file of a crawl, for its owner or for a reader. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CrawlError, systemCode } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import { toCrawlError } from './driver-errors.ts';
import { migrate, schemaVersion } from './migrate.ts';

/** How long a statement waits for another connection's lock, in milliseconds. Only people's tools hold one so long. */
const BUSY_TIMEOUT_MS = 5_000;
/** Page cache in KiB: the random inserts into the index of keys stay in memory for some hundred thousand requests. */
const CACHE_KIB = 32_768;
/**
 * Pages in the WAL (16 MiB) after which they are written to the file, which waits for the disk twice. Pages that change
 * again and again are so written once for many changes.
 */
const CHECKPOINT_PAGES = 4_000;

/** The file of a crawl, in the folder of that crawl. */
export const STATE_FILE = 'crawl.sqlite';
export const crawlFile = (folder: string): string => join(folder, STATE_FILE);

/** @throws CrawlError `storage_unwritable`, `disk_full`. */
export async function makeCrawlFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw toCrawlError(error, folder);
  }
}

/**
 * The owner's connection: reads and writes, newest schema.
 *
 * WAL lets readers go on while the owner writes. With synchronous=NORMAL a commit costs no fsync: a killed process
 * loses nothing; a power failure may lose the last commits, but never leaves the file damaged.
 */
export function connectOwner(folder: string): Database.Database {
  const db = new Database(crawlFile(folder), { timeout: BUSY_TIMEOUT_MS });
  try {
    // Before anything is written: journal_mode would already change another program's file.
    schemaVersion(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A reader's connection. @throws CrawlError `no_such_crawl` when there is no file, or nothing in it yet. */
export async function connectReader(folder: string): Promise<Database.Database> {
  const file = crawlFile(folder);
  await assertExists(file);
  const db = new Database(file, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    if (schemaVersion(db) === 0) throw noSuchCrawl(file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

async function assertExists(file: string): Promise<void> {
  try {
    await stat(file);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw noSuchCrawl(file);
    throw toCrawlError(error, file);
  }
}

function noSuchCrawl(file: string): CrawlError {
  return new CrawlError('no_such_crawl', `There is no crawl at ${file}.`);
}
