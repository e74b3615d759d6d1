/**
 * The version of a crawl file: `user_version` counts the migrations that it went through. A file is pixhaul's when
 * its `application_id` says so, and new when it holds nothing at all.
 */
import type Database from 'better-sqlite3';
import { CrawlError } from '../../errors.ts';
import { SCHEMA_1 } from './schema.ts';
import { SCHEMA_2 } from './schema-2.ts';
import { SCHEMA_3 } from './schema-3.ts';
import { SCHEMA_4 } from './schema-4.ts';

export type Migration = (db: Database.Database) => void;

/** Each brings the schema from version `index` to `index + 1`. Only ever appended to. */
export const MIGRATIONS: readonly Migration[] = [
  (db) => void db.exec(SCHEMA_1),
  (db) => void db.exec(SCHEMA_2),
  (db) => void db.exec(SCHEMA_3),
  (db) => void db.exec(SCHEMA_4),
];

/** `pixh` in ASCII: what `file` and SQLite know a crawl by. */
const APPLICATION_ID = 0x70697868;

/**
 * The schema version of an open file; 0 when it is empty.
 * @throws CrawlError `storage_newer` or `storage_corrupt` (another program's database).
 */
export function schemaVersion(db: Database.Database, known = MIGRATIONS.length): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const application = Number(db.pragma('application_id', { simple: true }));
  if (application === APPLICATION_ID) {
    if (version > known) {
      throw new CrawlError(
        'storage_newer',
        `${db.name} was written by a newer pixhaul (format ${version}, this one knows ${known}). ` +
          'Use the newer pixhaul for this crawl, or start a new one.',
      );
    }
    return version;
  }
  if (application !== 0 || version !== 0 || hasTables(db)) {
    throw new CrawlError(
      'storage_corrupt',
      `${db.name} is a SQLite file of another program. Move it away, or choose another storage folder.`,
    );
  }
  return 0;
}

/** Brings the file to the newest version, in one transaction: it ends whole or as it was. */
export function migrate(db: Database.Database, migrations = MIGRATIONS): void {
  if (schemaVersion(db, migrations.length) === migrations.length) return;
  db.transaction(() => {
    for (const migration of migrations.slice(schemaVersion(db, migrations.length))) migration(db);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

function hasTables(db: Database.Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
