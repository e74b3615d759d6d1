/** What the SQLite driver and the file system throw, as the CrawlErrors that the rest of pixhaul knows. */
import Database from 'better-sqlite3';
import type { CrawlCode } from '../../errors.ts';
import { CrawlError, messageOf, PixhaulError, systemCode } from '../../errors.ts';

/** By SQLite result code; the first matching prefix counts. */
const BY_RESULT: readonly (readonly [prefix: string, code: CrawlCode])[] = [
  ['SQLITE_FULL', 'disk_full'],
  // The shared-memory file is only ever extended: that it cannot be means that no room is left.
  ['SQLITE_IOERR_SHMSIZE', 'disk_full'],
  ['SQLITE_NOTADB', 'storage_corrupt'],
  ['SQLITE_CORRUPT', 'storage_corrupt'],
  ['SQLITE_IOERR_SHORT_READ', 'storage_corrupt'],
  ['SQLITE_IOERR_CORRUPTFS', 'storage_corrupt'],
  ['SQLITE_IOERR_DATA', 'storage_corrupt'],
  ['SQLITE_BUSY', 'storage_locked'],
  ['SQLITE_LOCKED', 'storage_locked'],
  ['SQLITE_IOERR', 'storage_unwritable'],
  ['SQLITE_READONLY', 'storage_unwritable'],
  ['SQLITE_CANTOPEN', 'storage_unwritable'],
  ['SQLITE_PERM', 'storage_unwritable'],
  ['SQLITE_AUTH', 'storage_unwritable'],
  ['SQLITE_NOLFS', 'disk_full'],
];

const BY_SYSTEM_CODE: Readonly<Record<string, CrawlCode>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'storage_unwritable',
  EPERM: 'storage_unwritable',
  EROFS: 'storage_unwritable',
  ENOTDIR: 'storage_unwritable',
  EEXIST: 'storage_unwritable',
  ENAMETOOLONG: 'storage_unwritable',
  ENOENT: 'storage_unwritable',
  EIO: 'storage_unwritable',
};

const EXPLAINED: Partial<Record<CrawlCode, string>> = {
  disk_full:
    'The disk is full. Make room and run the same command again: it goes on where it stopped.',
  storage_corrupt:
    'The file is damaged or is no crawl of pixhaul. Move it away, with the files beside it that start with its ' +
    'name, to start afresh; or put a backup in its place.',
  storage_locked: 'Another program is writing to the file. Close it and try again.',
  storage_unwritable: 'The file or its folder cannot be read and written.',
};

/**
 * Maps anything thrown while working on `path`. A PixhaulError stays itself; what no rule explains (a broken
 * constraint, a TypeError) is a bug and is handed back unchanged.
 */
export function toCrawlError(error: unknown, path: string): Error {
  if (error instanceof PixhaulError) return error;
  const code = crawlCodeOf(error);
  if (code === undefined) return error instanceof Error ? error : new Error(messageOf(error));
  const explained = EXPLAINED[code];
  const message = `${path}: ${messageOf(error)}.${explained === undefined ? '' : ` ${explained}`}`;
  return new CrawlError(code, message, { cause: error });
}

function crawlCodeOf(error: unknown): CrawlCode | undefined {
  const code = systemCode(error);
  if (code === undefined) return undefined;
  if (!(error instanceof Database.SqliteError)) return BY_SYSTEM_CODE[code];
  return BY_RESULT.find(([prefix]) => code.startsWith(prefix))?.[1];
}

/** The error of every call after `close()`. */
export function storeClosed(): CrawlError {
  return new CrawlError('store_closed', 'The crawl store was used after it was closed.');
}

/** Whether a statement failed because another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
