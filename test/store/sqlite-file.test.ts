/** The file itself: versions, damage, other people's files, and what anyone's `sqlite3` finds in it. */
import { chmod, mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteReader, openSqliteStore, STATE_FILE } from '../../src/store/sqlite/index.ts';
import { migrate, MIGRATIONS } from '../../src/store/sqlite/migrate.ts';
import { all, ANY, attempt, image, only, page, record } from './requests.ts';
import { checkCounters, temporaryFolder } from './sqlite-harness.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, STATE_FILE);
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs SQL on the file, with a connection of its own. */
function edit(sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

describe('versions', () => {
  const frozen = () => readFile(join(import.meta.dirname, 'crawl-v1.sql'), 'utf8');

  test('a file of version 1 is read', async () => {
    edit(await frozen());
    const reader = await openSqliteReader({ folder });
    expect(await reader.counts()).toMatchObject({ bytes: 1000, leased: 1 });
    expect(await all(reader.manifest())).toMatchObject([{ alt: 'one', file_name: 'g/1.jpg' }]);
    expect(await all(reader.savedPictures())).toMatchObject([{ id: 2, fileName: 'g/1.jpg' }]);
    expect(await reader.suspects(2)).toMatchObject([{ fileName: 'g/1.jpg', urls: 2 }]);
    await reader.close();
  });

  test('a file of version 1 is carried on', async () => {
    edit(await frozen());
    let now = 1_700_000_060_000;
    const store = await openSqliteStore({ folder, now: () => now });
    const open = only(await store.openClaims());
    expect(open).toMatchObject({ fileName: 'g/6.jpg', record: { fileName: 'g/6.jpg' } });
    await store.closePlacement(open.id, true);
    expect(await store.requeueFailed()).toBe(1);
    expect(await store.requeueDepth(undefined)).toBe(1);
    expect(await store.add([image(1), image(5)])).toMatchObject({ reopenedImages: 1, known: 1 });
    const leases = await store.lease(ANY);
    expect(leases).toHaveLength(4);
    expect((await store.counts()).image).toMatchObject({ queued: 6, saved: 2, duplicate: 1 });
    expect(await store.getMeta('start')).toEqual(['https://pictures.example/start/']);
    expect(await store.keyValues.get('s', 'k')).toMatchObject({ contentType: 'text/plain' });
    expect(await store.datasets.count('d')).toBe(1);
    const later = { fileName: 'g/4.jpg', validator: '"v"' };
    const four = leases.find(({ url }) => url.endsWith('/4.jpg'));
    await store.keepResume(four?.id ?? 0, later);
    await store.settle(
      four?.id ?? 0,
      { state: 'retry', attempt: attempt(), notBefore: 0, progressed: true },
      { kind: 'trouble', asked: true, restMs: 0 },
    );
    expect(await store.requeueSaved([2])).toBe(2);
    expect(await store.lease(ANY)).toEqual([]);
    now += 500;
    expect(await store.lease(ANY)).toMatchObject([{ id: 2 }, { id: 3 }, { resume: later }]);
    expect((await store.counts()).bytes).toBe(1000);
    await store.close();
    checkCounters(file);
  });

  test('a file of version 2 is carried on, with what was leased and what was open', async () => {
    const old = new Database(file).exec(await frozen());
    migrate(old, MIGRATIONS.slice(0, 2));
    old.exec(`
      UPDATE host SET leased = 1, next_at = 5;
      INSERT INTO name_claim (name_key, name, request_id) VALUES ('g/part.jpg', 'g/Part.jpg', 5);
      UPDATE request SET resume = '{"fileName":"g/Part.jpg","validator":"v"}' WHERE id = 5`);
    const leased = old.prepare(`SELECT id FROM request WHERE state = 'leased'`).pluck().all();
    expect(leased).toHaveLength(1);
    expect(old.pragma('user_version', { simple: true })).toBe(2);
    old.close();
    const store = await openSqliteStore({ folder, now: () => 1_700_000_060_000 });
    expect(await store.openClaims()).toEqual([
      { id: 5, fileName: 'g/Part.jpg', resumable: true },
      expect.objectContaining({ id: 7, fileName: 'g/6.jpg' }) as object,
    ]);
    const leases = await store.lease(ANY);
    expect(leases.map(({ id }) => id)).toEqual(expect.arrayContaining(leased));
    expect(await store.beginPlacement(7, record(1))).toEqual({ do: 'drop', of: 2 });
    expect(await store.claimName(7, ['G/1.JPG', 'g/part.jpg'])).toBeUndefined();
    expect(await store.claimName(7, ['g/6.JPG'])).toBe('g/6.JPG');
    await store.close();
    checkCounters(file);
  });

  test('a file of version 3 is carried on: pictures of it are originals', async () => {
    const old = new Database(file).exec(await frozen());
    migrate(old, MIGRATIONS.slice(0, 3));
    expect(old.pragma('user_version', { simple: true })).toBe(3);
    old.close();
    const before = await openSqliteReader({ folder });
    expect(await all(before.manifest())).toMatchObject([{ file_name: 'g/1.jpg' }]);
    expect(await before.nextBest()).toBe(0);
    await before.close();
    const store = await openSqliteStore({ folder, now: () => 1_700_000_060_000 });
    expect(await all(store.manifest())).toMatchObject([{ rendition: null }]);
    const [lease] = await store.lease({ ...ANY, kinds: ['image'] });
    const asked = { askedUrl: 'https://new.example/1.jpg', host: 'new.example' };
    await store.settle(lease?.id ?? 0, { state: 'instead', attempt: attempt(), ...asked });
    expect(await store.lease(ANY)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: lease?.id, ...asked })]),
    );
    await store.close();
    checkCounters(file);
  });

  test('the schema of a new file is that of version 1 with all migrations', async () => {
    await (await openSqliteStore({ folder })).close();
    const schemaOf = (db: Database.Database): unknown => {
      const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
      db.close();
      return rows;
    };
    const old = new Database(':memory:').exec(await frozen());
    migrate(old);
    expect(schemaOf(new Database(file))).toEqual(schemaOf(old));
  });

  const addColumn = (db: Database.Database) =>
    void db.exec('ALTER TABLE picture ADD COLUMN colour TEXT');

  test('a migration is carried out once, and keeps what is there', async () => {
    const db = new Database(':memory:').exec(await frozen());
    for (let times = 0; times < 2; times++) migrate(db, [...MIGRATIONS, addColumn]);
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length + 1);
    expect(db.prepare('SELECT file_name, colour FROM picture').all()).toEqual([
      { file_name: 'g/1.jpg', colour: null },
    ]);
    db.close();
  });

  test('a migration that fails leaves the file as it was', async () => {
    const db = new Database(':memory:').exec(await frozen());
    const broken = (): void => {
      throw new Error('no');
    };
    expect(() => migrate(db, [...MIGRATIONS, addColumn, broken])).toThrow('no');
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(() => db.prepare('SELECT colour FROM picture')).toThrow();
    db.close();
  });

  test('a newer file is left alone', async () => {
    await (await openSqliteStore({ folder })).close();
    edit('PRAGMA user_version = 99');
    const before = await readFile(file);
    for (const open of [openSqliteStore, openSqliteReader]) {
      await expect(open({ folder })).rejects.toMatchObject({
        code: 'storage_newer',
        message: expect.stringContaining('99') as string,
      });
    }
    expect(await readFile(file)).toEqual(before);
  });
});

describe('files that are no crawl', () => {
  const refusedByBoth = async (code: string): Promise<void> => {
    for (const open of [openSqliteStore, openSqliteReader]) {
      await expect(open({ folder })).rejects.toMatchObject({ code, name: 'CrawlError' });
      // Refused for its content, not because the first try still holds it.
      await expect(open({ folder })).rejects.toMatchObject({ code });
    }
  };

  test('text, and bytes of any kind', async () => {
    await writeFile(file, 'this is a letter to my aunt\n'.repeat(100));
    await refusedByBoth('storage_corrupt');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 600 }), async (bytes) => {
        await writeFile(file, bytes);
        await expect(openSqliteReader({ folder })).rejects.toMatchObject({ name: 'CrawlError' });
      }),
      { numRuns: 20 },
    );
  });

  test('the message says what to do', async () => {
    await writeFile(file, 'x'.repeat(5000));
    await expect(openSqliteStore({ folder })).rejects.toThrow(/crawl\.sqlite.*Move it away/);
  });

  test('a database of another program', async () => {
    edit('CREATE TABLE recipe (name TEXT)');
    const before = await readFile(file);
    await refusedByBoth('storage_corrupt');
    expect(await readFile(file)).toEqual(before);
    await rm(file);
    edit('PRAGMA application_id = 77');
    await refusedByBoth('storage_corrupt');
  });

  test('a crawl that was cut in half', async () => {
    const store = await openSqliteStore({ folder });
    await store.add(Array.from({ length: 500 }, (_, n) => image(n)));
    await store.close();
    await truncate(file, Math.floor((await stat(file)).size / 2));
    const use = async (): Promise<void> => {
      const broken = await openSqliteStore({ folder });
      try {
        await broken.lease(ANY);
      } finally {
        await broken.close();
      }
    };
    await expect(use()).rejects.toMatchObject({ code: 'storage_corrupt' });
  });

  test('nothing there: a reader says so, and makes nothing', async () => {
    for (const missing of [folder, join(folder, 'deeper'), join(file, 'below a file')]) {
      const opening = openSqliteReader({ folder: missing });
      await expect(opening).rejects.toMatchObject({ code: 'no_such_crawl' });
    }
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await writeFile(file, '');
    await expect(openSqliteReader({ folder })).rejects.toMatchObject({ code: 'no_such_crawl' });
    await (await openSqliteStore({ folder: join(folder, 'new', 'crawl') })).close();
  });

  test('places that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const below = openSqliteStore({ folder: join(folder, 'file', 'crawl') });
    await expect(below).rejects.toMatchObject({ code: 'storage_unwritable' });
    await mkdir(file);
    await expect(openSqliteStore({ folder })).rejects.toMatchObject({ code: 'storage_unwritable' });
    await rm(join(folder, 'crawl.lock'));
    await mkdir(join(folder, 'crawl.lock'));
    await expect(openSqliteStore({ folder })).rejects.toMatchObject({ code: 'storage_unwritable' });
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write', async () => {
    await chmod(folder, 0o500);
    await expect(openSqliteStore({ folder })).rejects.toMatchObject({ code: 'storage_unwritable' });
    await chmod(folder, 0o700);
  });
});

describe('for people', () => {
  test('the views hold exactly what is exported', async () => {
    let now = 1_700_000_000_000;
    const store = await openSqliteStore({ folder, now: () => now++ });
    await store.add([1, 2, 3, 4, 5].map((n) => image(n, { pageUrl: 'https://pictures.example/' })));
    const [one, two, three, four] = await store.lease(ANY);
    const saved = record(1, { width: 3, height: 4 });
    await store.settle(two?.id ?? 0, { state: 'saved', record: record(2) });
    await store.settle(one?.id ?? 0, { state: 'saved', record: saved });
    await store.settle(three?.id ?? 0, { state: 'failed', attempt: attempt('dns') });
    const { sha256, bytes } = saved;
    await store.settle(four?.id ?? 0, { state: 'duplicate', of: one?.id ?? 0, sha256, bytes });
    await store.add([page(1, { skip: 'excluded' })]);

    const db = new Database(file, { readonly: true });
    const view = (name: string) => db.prepare(`SELECT * FROM ${name}`).all();
    const rows = await all(store.manifest());
    expect(view('manifest')).toEqual(rows);
    expect(rows.map((row) => row.file_name)).toEqual(['g/2.jpg', 'g/1.jpg']);
    const failures = await all(store.failures());
    expect(view('failures')).toEqual(
      failures.map((row) => ({ ...row, errors: JSON.stringify(row.errors) })),
    );
    expect(view('skipped')).toEqual(await all(store.skipped()));
    expect(view('duplicates')).toEqual(await all(store.duplicates()));
    expect([rows, failures].map((list) => list.length)).toEqual([2, 1]);
    db.close();
    await store.close();
  });

  test('times are those of toISOString', async () => {
    await (await openSqliteStore({ folder })).close();
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    db.exec(`INSERT INTO host (name, cap) VALUES ('h', 1);
      INSERT INTO request (key, kind, state, host_id, added_at, depth, url, data)
        VALUES (x'00', 'image', 'ready', 1, 0, 0, 'u', '{}');
      INSERT INTO picture (request_id, final_url, file_name, sha256, bytes, media_type, fetched_at)
        VALUES (1, '', '', '', 0, '', 0)`);
    const set = db.prepare('UPDATE picture SET fetched_at = ?');
    const get = db.prepare('SELECT fetched_at FROM manifest').pluck();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        set.run(ms);
        expect(get.get()).toBe(new Date(ms).toISOString());
      }),
    );
    db.close();
  });

  test('a closed crawl is one file that may be moved', async () => {
    const store = await openSqliteStore({ folder });
    await store.add([image(1)]);
    await store.close();
    await expect(stat(`${file}-wal`)).rejects.toThrow('ENOENT');
    const elsewhere = join(folder, 'else', 'where');
    await mkdir(elsewhere, { recursive: true });
    await rename(file, join(elsewhere, STATE_FILE));
    const moved = await openSqliteStore({ folder: elsewhere });
    expect(await moved.lease(ANY)).toHaveLength(1);
    await moved.close();
  });
});
