/**
 * Group commit: operations that are asked for in one turn of the event loop share one transaction; all promises
 * settle after its commit. An operation that throws is undone alone: the batch is rolled back and run again, now each
 * operation in a savepoint of its own. (Savepoints from the start would halve the rate, as SQLite copies every page
 * that changes inside one.) So an operation may run twice, and must depend on nothing but the database.
 */
import { performance } from 'node:perf_hooks';
import type Database from 'better-sqlite3';
import { isBusy, storeClosed, toCrawlError } from './driver-errors.ts';

interface Job {
  /** Does the work; the result tells the caller, once it is committed. */
  run: () => () => void;
  reject: (error: unknown) => void;
}

/** An operation that takes long: a transaction of its own, over several turns of the event loop. */
interface LongJob {
  steps: Iterator<undefined, () => void>;
  begun: boolean;
  reject: (error: unknown) => void;
}

/** What operations change in memory, beside the database. */
export interface Memory {
  /** A point in time that `undo` can go back to; the first is 0. */
  mark(): number;
  /** What was done until now is committed. */
  keep(): void;
  /** Everything since `mark` was undone in the database: what is remembered of it may no longer hold either. */
  undo(mark: number): void;
}

export interface CommitOptions {
  /** Runs first in every transaction; what it throws ends the whole batch. */
  guard: () => void;
  /** The same for an operation without a transaction. */
  lightGuard: () => void;
  /** Runs last in every transaction. */
  last: () => void;
  memory: Memory;
  /**
   * Work of one transaction in milliseconds, after which the event loop gets its turn; default 10. Trades throughput
   * for latency.
   */
  budgetMs?: number;
}

export class CommitQueue {
  readonly #db: Database.Database;
  readonly #options: Required<CommitOptions>;
  readonly #sql: Record<'begin' | 'commit' | 'rollback' | 'save' | 'release' | 'undo', () => void>;
  #waiting: (Job | LongJob)[] = [];
  /** Its transaction is open: everything else waits. */
  #long: LongJob | undefined;
  #scheduled = false;
  #closed = false;

  constructor(db: Database.Database, { budgetMs = 10, ...options }: CommitOptions) {
    this.#db = db;
    this.#options = { ...options, budgetMs };
    const prepared = (sql: string): (() => void) => {
      const statement = db.prepare(sql);
      return () => void statement.run();
    };
    this.#sql = {
      begin: prepared('BEGIN IMMEDIATE'),
      commit: prepared('COMMIT'),
      rollback: prepared('ROLLBACK'),
      save: prepared('SAVEPOINT job'),
      release: prepared('RELEASE job'),
      undo: prepared('ROLLBACK TO job'),
    };
  }

  /** Runs a synchronous operation in the next transaction; resolves when that is committed. First come, first served. */
  run<T>(operation: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(storeClosed());
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        run: () => {
          const result = operation();
          return () => resolve(result);
        },
        reject,
      });
      this.#schedule();
    });
  }

  /**
   * Runs an operation in a transaction of its own, from `yield` to `yield`: when the time is up, the event loop gets its
   * turn before it goes on. It begins after what waits, and what comes later waits until it is committed.
   */
  runInSteps<T>(operation: () => Generator<undefined, T>): Promise<T> {
    if (this.#closed) return Promise.reject(storeClosed());
    return new Promise((resolve, reject) => {
      const steps = (function* (): Generator<undefined, () => void> {
        const result = yield* operation();
        return () => resolve(result);
      })();
      this.#waiting.push({ steps, begun: false, reject });
      this.#schedule();
    });
  }

  /**
   * Runs an operation at once and without a transaction, before those that wait for theirs; only while one in steps is
   * under way, like `run`. For operations that read, and write a single statement at most.
   */
  runLight<T>(operation: () => T): Promise<T> {
    if (this.#closed || this.#long !== undefined) return this.run(operation);
    try {
      this.#options.lightGuard();
      const result = operation();
      this.#options.memory.keep();
      return Promise.resolve(result);
    } catch (error) {
      this.#options.memory.undo(0);
      return Promise.reject(toCrawlError(error, this.#db.name));
    }
  }

  /** Refuses all further operations; those that wait are rejected with `store_closed`. */
  close(): void {
    this.#closed = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const job of waiting) job.reject(storeClosed());
    this.#long?.reject(storeClosed());
    this.#long = undefined;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#long === undefined) this.#next();
      else this.#goOn(this.#long);
      if (this.#long !== undefined || this.#waiting.length > 0) this.#schedule();
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if ('steps' in first) {
      this.#waiting.shift();
      this.#long = first;
      this.#goOn(first);
      return;
    }
    const jobs: Job[] = [];
    for (const job of this.#waiting) {
      if ('steps' in job) break;
      jobs.push(job);
    }
    this.#flush(jobs, this.#waiting.slice(jobs.length));
  }

  #goOn(job: LongJob): void {
    const until = performance.now() + this.#options.budgetMs;
    try {
      if (!job.begun) {
        this.#sql.begin();
        job.begun = true;
        this.#options.guard();
      }
      do {
        const step = job.steps.next();
        if (step.done !== true) continue;
        this.#finish();
        this.#long = undefined;
        step.value();
        return;
      } while (performance.now() < until);
    } catch (error) {
      this.#long = undefined;
      this.#undo();
      job.reject(toCrawlError(error, this.#db.name));
    }
  }

  #flush(jobs: readonly Job[], later: readonly (Job | LongJob)[]): void {
    this.#waiting = [];
    let settle: (() => void)[];
    try {
      settle = this.#commit(jobs, (job) => job.run());
    } catch (error) {
      this.#undo();
      try {
        // What could not even begin would only wait for the other program a second time.
        if (isBusy(error)) throw error;
        settle = this.#commit(jobs, (job) => this.#runAlone(job));
      } catch (again) {
        this.#undo();
        const reason = toCrawlError(again, this.#db.name);
        settle = jobs.map((job) => () => job.reject(reason));
      }
    }
    this.#waiting = [...jobs.slice(settle.length), ...later];
    for (const done of settle) done();
  }

  /** Runs jobs in one transaction until the time is up; one result for each that ran. */
  #commit(jobs: readonly Job[], run: (job: Job) => () => void): (() => void)[] {
    const settle: (() => void)[] = [];
    this.#sql.begin();
    this.#options.guard();
    const until = performance.now() + this.#options.budgetMs;
    for (const job of jobs) {
      settle.push(run(job));
      if (performance.now() >= until) break;
    }
    this.#finish();
    return settle;
  }

  #finish(): void {
    this.#options.last();
    this.#sql.commit();
    this.#options.memory.keep();
  }

  /** Throws only when SQLite gave up the whole transaction, as it may on a full disk. */
  #runAlone(job: Job): () => void {
    const mark = this.#options.memory.mark();
    this.#sql.save();
    try {
      const done = job.run();
      this.#sql.release();
      return done;
    } catch (error) {
      if (!this.#db.inTransaction) throw error;
      this.#sql.undo();
      this.#sql.release();
      this.#options.memory.undo(mark);
      return () => job.reject(toCrawlError(error, this.#db.name));
    }
  }

  #undo(): void {
    if (this.#db.inTransaction) this.#sql.rollback();
    this.#options.memory.undo(0);
  }
}
