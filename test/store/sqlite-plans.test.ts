/** No operation may cost more because the queue is long: every statement finds its rows through an index. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CrawlStore } from '../../src/store/contract.ts';
import { openSqliteStore, STATE_FILE } from '../../src/store/sqlite/index.ts';
import { image } from './requests.ts';
import { temporaryFolder } from './sqlite-harness.ts';

/** Statements that may read all rows of a small table, or everything that is asked for, and why. */
const MAY_SCAN: readonly [pattern: RegExp, why: string][] = [
  [/^SELECT id FROM owner$/, 'one row'],
  [/^DELETE FROM owner$/, 'one row'],
  [/FROM counter$/, 'sixteen rows'],
  [/^SELECT max\(next_at\)/, 'hosts, once at start'],
  [/^UPDATE host SET cap = .* WHERE cap <>/, 'hosts, when the option changes'],
  [/^UPDATE host SET leased = 0, admitted = 0/, 'hosts, once at start'],
  [/^UPDATE host SET leased = 0 WHERE leased > 0$/, 'hosts, once at start and at the end'],
  [/^SELECT id, name, cap, .* WHERE ready_pages > 0 OR/, 'hosts, once at start'],
  [/^SELECT ifnull\(sum\(leased\), 0\)/, 'hosts, for a report'],
  [/^SELECT id FROM host WHERE given_up = 1/, 'hosts, when failed requests are put back'],
  [/^SELECT \(SELECT min\(not_before\).*\) AS host$/, 'one row of two searches'],
  [/^UPDATE request SET not_before = not_before - \?/, 'the delayed, when the clock was set back'],
  [/^SELECT p\.file_name AS fileName.* GROUP BY original_id/, 'duplicates, for a report'],
  [/^SELECT n\.request_id, n\.name, r\.resume/, 'the open ones, in a table of their own'],
  [/^SELECT DISTINCT request_id FROM open_name/, 'the open ones likewise'],
  [/^SELECT request_id, record FROM placement/, 'the open ones likewise'],
];

let folder: string;
let store: CrawlStore;
let statements: string[];
let db: Database.Database;

beforeAll(async () => {
  folder = await temporaryFolder();
  await (await openSqliteStore({ folder })).close();
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  store = await openSqliteStore({ folder });
  statements = [...new Set(prepare.mock.calls.map(([sql]) => sql.replace(/\s+/g, ' ')))].filter(
    (sql) => /^(SELECT|INSERT|UPDATE|DELETE)/.test(sql) && !sql.includes('sqlite_schema'),
  );
  prepare.mockRestore();
  db = new Database(join(folder, STATE_FILE), { readonly: true });
  // Else the plan of an INSERT lists searches for children without a parent, which SQLite only makes while a
  // violation is deferred.
  db.pragma('foreign_keys = OFF');
});
afterAll(async () => {
  db.close();
  await store.close();
  await rm(folder, { recursive: true });
});

function planOf(sql: string): string[] {
  const nulls = Array.from(sql.match(/\?/g) ?? [], () => null);
  const named = Object.fromEntries((sql.match(/@\w+/g) ?? []).map((name) => [name.slice(1), null]));
  const rows = db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...nulls, named);
  return rows.map(({ detail }) => detail);
}

test('all statements of the store are looked at', () => {
  expect(statements.length).toBeGreaterThan(40);
});

test('none reads a whole table, or sorts', () => {
  const bad = statements
    .filter((sql) => !MAY_SCAN.some(([pattern]) => pattern.test(sql)))
    .map((sql) => ({ sql, plan: planOf(sql).filter((step) => /\bSCAN\b|TEMP B-TREE/.test(step)) }))
    .filter(({ sql, plan }) => plan.some((step) => !isAllowedStep(sql, step)));
  expect(bad).toEqual([]);
});

function isAllowedStep(sql: string, step: string): boolean {
  return (
    // The attempts of one request, found by index and then put in a list.
    /^SCAN e$/.test(step) ||
    // A report over the failed or the skipped requests, which an index holds apart.
    (/^SELECT reason AS (code|rule)/.test(sql) && step.startsWith('USE TEMP B-TREE'))
  );
}

test('each of them has a use', () => {
  for (const [pattern, why] of MAY_SCAN) {
    expect(
      statements.some((sql) => pattern.test(sql)),
      `${pattern.source}: ${why}`,
    ).toBe(true);
  }
});

test('the open ones are read in the order of their tables', () => {
  const plans = statements
    .filter((sql) => /^SELECT (n\.request_id, n\.name|request_id, record)/.test(sql))
    .flatMap(planOf);
  expect(plans).toEqual([
    'SCAN n',
    'SEARCH r USING INTEGER PRIMARY KEY (rowid=?)',
    'SCAN placement',
  ]);
});

test('leasing from 50,000 takes about as long as from 500', async () => {
  const fastest = async (): Promise<number> => {
    let best = Infinity;
    for (let n = 0; n < 30; n++) {
      const start = performance.now();
      const leases = await store.lease({ limit: 10, perHost: 10, kinds: ['gallery', 'image'] });
      best = Math.min(best, performance.now() - start);
      expect(leases).toHaveLength(10);
      await Promise.all(leases.map(({ id }) => store.settle(id, { state: 'returned' })));
    }
    return best;
  };
  await store.add(Array.from({ length: 500 }, (_, n) => image(n, { host: `${n % 20}.example` })));
  const few = await fastest();
  await store.add(
    Array.from({ length: 50_000 }, (_, n) => image(n, { host: `${n % 20}.example` })),
  );
  // A scan would take a hundred times as long.
  expect(await fastest()).toBeLessThan(few * 10);
});

test('hosts that rest, or are full, are not stepped over', async () => {
  const options = { limit: 1, perHost: 1, intervalMs: 0, kinds: ['image'] as const };
  const fastest = async (): Promise<number> => {
    let best = Infinity;
    for (let n = 0; n < 50; n++) {
      const start = performance.now();
      const [lease] = await store.lease(options);
      best = Math.min(best, performance.now() - start);
      await store.settle(lease?.id ?? 0, { state: 'returned' });
    }
    return best;
  };
  await store.add([image('last', { host: 'last.example' })]);
  const alone = await fastest();
  const hosts = Array.from({ length: 3000 }, (_, n) => `rest-${n}.example`);
  await store.add(hosts.flatMap((host) => [image(1, { host }), image(2, { host })]));
  for (let rest = hosts.length; rest > 0; rest -= 1000) {
    const leases = await store.lease({ ...options, limit: 1000, intervalMs: 600_000 });
    await Promise.all(leases.map(({ id }) => store.settle(id, { state: 'returned' })));
  }
  // A scan would take a hundred times as long.
  expect(await fastest()).toBeLessThan(alone * 20);
});
