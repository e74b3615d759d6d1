/** Group commit, and what happens to a batch when something in it or around it fails. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CrawlError } from '../../src/errors.ts';
import { CommitQueue } from '../../src/store/sqlite/commit-queue.ts';
import { toCrawlError } from '../../src/store/sqlite/driver-errors.ts';

let db: Database.Database;
let queue: CommitQueue;
let undone: number;
let refuse: Error | undefined;

const rest = { lightGuard: () => undefined, last: () => undefined };
const memory = { mark: () => 0, keep: () => undefined, undo: () => undone++ };

beforeEach(() => {
  db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  db.exec(`CREATE TABLE parent (id INTEGER PRIMARY KEY);
    CREATE TABLE t (n INTEGER, parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`);
  undone = 0;
  refuse = undefined;
  queue = new CommitQueue(db, {
    guard: () => {
      if (refuse !== undefined) throw refuse;
    },
    ...rest,
    memory,
    budgetMs: 60_000,
  });
});
afterEach(() => {
  db.close();
});

const insert = (n: number, parent: number | null = null) => {
  db.prepare('INSERT INTO t (n, parent) VALUES (?, ?)').run(n, parent);
  return n;
};
const rows = (): unknown[] => db.prepare('SELECT n FROM t ORDER BY rowid').pluck().all();
const busy = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until;);
};

describe('a batch', () => {
  test('is one transaction, in the order asked for', async () => {
    let transactions = 0;
    let seen = 0;
    const guard = () => transactions++;
    const counting = new CommitQueue(db, { ...rest, guard, memory, budgetMs: 60_000 });
    const asked = [1, 2, 3].map((n) =>
      counting.run(() => {
        seen += Number(db.inTransaction);
        return insert(n);
      }),
    );
    expect(rows()).toEqual([]);
    expect(await Promise.all(asked)).toEqual([1, 2, 3]);
    expect(rows()).toEqual([1, 2, 3]);
    expect([transactions, seen, undone]).toEqual([1, 3, 0]);
  });

  test('loses only the operation that throws', async () => {
    const asked = await Promise.allSettled([
      queue.run(() => insert(1)),
      queue.run(() => {
        insert(2);
        throw new RangeError('no');
      }),
      queue.run(() => insert(3)),
    ]);
    expect(asked).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: new RangeError('no') },
      { status: 'fulfilled', value: 3 },
    ]);
    expect(rows()).toEqual([1, 3]);
    expect(undone).toBeGreaterThan(0);
  });

  test('is lost as a whole when its commit fails, and the next one goes on', async () => {
    const asked = await Promise.allSettled([
      queue.run(() => insert(1)),
      queue.run(() => insert(2, 77)),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(rows()).toEqual([]);
    expect(await queue.run(() => insert(3))).toBe(3);
  });

  test('is refused by the guard as a whole', async () => {
    refuse = new CrawlError('lease_lost', 'gone');
    const asked = await Promise.allSettled([1, 2].map((n) => queue.run(() => insert(n))));
    expect(asked).toEqual([1, 2].map(() => ({ status: 'rejected', reason: refuse })));
    expect(rows()).toEqual([]);
    refuse = undefined;
    expect(await queue.run(() => insert(3))).toBe(3);
  });

  test('leaves the event loop its turn', async () => {
    const done: string[] = [];
    const patient = new CommitQueue(db, { ...rest, guard: () => 0, memory });
    const asked = [1, 2, 3, 4].map((n) =>
      patient.run(() => busy(6)).then(() => done.push(`work ${n}`)),
    );
    await nextTurn();
    done.push('turn');
    await Promise.all(asked);
    expect(done.indexOf('turn')).toBeGreaterThan(0);
    expect(done.indexOf('turn')).toBeLessThan(4);
  });

  test('that waits when the queue is closed is told so', async () => {
    const waiting = queue.run(() => insert(1));
    queue.close();
    await expect(waiting).rejects.toMatchObject({ code: 'store_closed' });
    await expect(queue.run(() => insert(2))).rejects.toMatchObject({ code: 'store_closed' });
    await nextTurn();
    expect(rows()).toEqual([]);
  });

  test('tells a full disk, and goes on when there is room again', async () => {
    const blob = Buffer.alloc(100_000);
    db.exec('CREATE TABLE big (b BLOB)');
    const fill = (): Promise<unknown> =>
      queue.run(() => db.prepare('INSERT INTO big VALUES (?)').run(blob));
    const pages = Number(db.pragma('max_page_count', { simple: true }));
    db.pragma('max_page_count = 20');
    const [small, large] = await Promise.allSettled([queue.run(() => insert(1)), fill()]);
    expect(large).toMatchObject({ reason: { code: 'disk_full', exitCode: 3 } });
    db.pragma(`max_page_count = ${pages}`);
    await fill();
    expect(rows()).toEqual(small.status === 'fulfilled' ? [1] : []);
  });
});

describe('an operation in steps', () => {
  const inserting = function* (count: number, ms: number): Generator<undefined, number> {
    for (let n = 1; n <= count; n++) {
      insert(n);
      busy(ms);
      yield;
    }
    return count;
  };
  const patiently = () => new CommitQueue(db, { ...rest, guard: () => 0, memory });

  test('leaves the event loop its turn, and is one transaction', async () => {
    const patient = patiently();
    let turns = 0;
    const turning = setInterval(() => turns++, 0);
    const before = patient.run(() => insert(-1));
    const after: Promise<unknown>[] = [];
    const long = patient.runInSteps(function* () {
      after.push(patient.runLight(() => rows()));
      return yield* inserting(6, 6);
    });
    after.push(patient.run(() => db.inTransaction && rows()));
    expect(await before).toBe(-1);
    expect(await long).toBe(6);
    for (const seen of after) expect(await seen).toEqual([-1, 1, 2, 3, 4, 5, 6]);
    expect(after).toHaveLength(2);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(2);
  });

  test('is undone as a whole when a step throws, alone', async () => {
    const patient = patiently();
    const long = patient.runInSteps(function* () {
      yield* inserting(3, 6);
      throw new RangeError('no');
    });
    const after = patient.run(() => insert(9));
    await expect(long).rejects.toEqual(new RangeError('no'));
    expect(await after).toBe(9);
    expect(rows()).toEqual([9]);
    expect(undone).toBe(1);
  });

  test('is refused by the guard', async () => {
    refuse = new CrawlError('lease_lost', 'gone');
    await expect(queue.runInSteps(() => inserting(1, 0))).rejects.toBe(refuse);
    expect(rows()).toEqual([]);
  });

  test('that is under way when the queue is closed is told so', async () => {
    const patient = patiently();
    const long = patient.runInSteps(() => inserting(9, 6));
    const refused = expect(long).rejects.toMatchObject({ code: 'store_closed' });
    await nextTurn();
    await nextTurn();
    patient.close();
    await refused;
    await nextTurn();
    if (db.inTransaction) db.exec('ROLLBACK');
    expect(rows()).toEqual([]);
  });
});

describe('a light operation', () => {
  test('runs at once, without a transaction', async () => {
    const running = queue.runLight(() => [insert(1), db.inTransaction]);
    expect(rows()).toEqual([1]);
    expect(await running).toEqual([1, false]);
  });

  test('does not wait for the transaction of others, which see what it did', async () => {
    const heavy = queue.run(() => insert(1) + rows().length);
    const light = queue.runLight(() => insert(2));
    expect(rows()).toEqual([2]);
    expect(await light).toBe(2);
    expect(await heavy).toBe(3);
  });

  test('that throws is told so, and undone in memory', async () => {
    const throwing = queue.runLight(() => {
      throw new RangeError('no');
    });
    await expect(throwing).rejects.toEqual(new RangeError('no'));
    expect(undone).toBe(1);
  });
});

describe('errors of the driver and the system', () => {
  const sqlite = (code: string): Error => new Database.SqliteError('message', code);
  const system = (code: string): Error => Object.assign(new Error('message'), { code });
  test.each([
    [sqlite('SQLITE_FULL'), 'disk_full'],
    [system('ENOSPC'), 'disk_full'],
    [sqlite('SQLITE_NOTADB'), 'storage_corrupt'],
    [sqlite('SQLITE_CORRUPT_INDEX'), 'storage_corrupt'],
    [sqlite('SQLITE_IOERR_SHORT_READ'), 'storage_corrupt'],
    [sqlite('SQLITE_IOERR_WRITE'), 'storage_unwritable'],
    [sqlite('SQLITE_READONLY_DBMOVED'), 'storage_unwritable'],
    [sqlite('SQLITE_CANTOPEN'), 'storage_unwritable'],
    [system('EROFS'), 'storage_unwritable'],
    [sqlite('SQLITE_BUSY_SNAPSHOT'), 'storage_locked'],
  ])('%s is %s', (error, code) => {
    const mapped = toCrawlError(error, '/a/crawl.sqlite');
    expect(mapped).toMatchObject({ name: 'CrawlError', code, cause: error });
    expect(mapped.message).toContain('/a/crawl.sqlite');
  });

  test('what is a bug stays what it is', () => {
    for (const error of [sqlite('SQLITE_CONSTRAINT_CHECK'), new TypeError('x'), system('EPIPE')]) {
      expect(toCrawlError(error, 'f')).toBe(error);
    }
    const known = new CrawlError('lease_lost', 'gone');
    expect(toCrawlError(known, 'f')).toBe(known);
    expect(toCrawlError('text', 'f')).toEqual(new Error('text'));
  });
});
