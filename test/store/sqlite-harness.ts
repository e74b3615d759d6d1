/** The SQLite engine in a temporary folder, for the conformance suite and the engine's own tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { CrawlStoreReader } from '../../src/store/contract.ts';
import { openSqliteReader, openSqliteStore, STATE_FILE } from '../../src/store/sqlite/index.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import type { StoreHarness } from '../conformance/store.suite.ts';

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'pixhaul-store-'));

export async function sqliteHarness(now: () => number): Promise<StoreHarness> {
  const folder = await temporaryFolder();
  const stores = new Set<SqliteStore>();
  const readers = new Set<CrawlStoreReader>();
  return {
    async open() {
      const store = await openSqliteStore({ folder, now });
      stores.add(store);
      return store;
    },
    async openReader() {
      const reader = await openSqliteReader({ folder });
      readers.add(reader);
      return reader;
    },
    kill(store) {
      if (!(store instanceof SqliteStore)) throw new Error('not a store of this harness');
      stores.delete(store);
      store.drop();
      return Promise.resolve();
    },
    verify() {
      checkCounters(join(folder, STATE_FILE));
      return Promise.resolve();
    },
    async dispose() {
      for (const open of [...stores, ...readers]) await open.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Compares every figure that is kept incrementally with the requests themselves. */
export function checkCounters(file: string): void {
  const db = new Database(file, { readonly: true });
  try {
    const counted = 'SELECT kind, state, count(*) AS n FROM request GROUP BY kind, state';
    const kept = 'SELECT kind, state, n FROM counter WHERE n <> 0';
    expect(db.prepare(`${kept} ORDER BY kind, state`).all()).toEqual(
      db.prepare(`${counted} ORDER BY kind, state`).all(),
    );
    const bytes = 'SELECT sum(bytes) FROM counter EXCEPT SELECT ifnull(sum(bytes), 0) FROM picture';
    expect(db.prepare(bytes).all()).toEqual([]);
    const hosts = `SELECT h.name FROM host h WHERE (ready_pages, ready_images) IS NOT (
      SELECT ifnull(sum(state = 'ready' AND kind = 'gallery'), 0),
        ifnull(sum(state = 'ready' AND kind = 'image'), 0) FROM request r WHERE r.host_id = h.id)`;
    expect(db.prepare(hosts).all()).toEqual([]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  } finally {
    db.close();
  }
}
