/** The reading half of the store; also what the owner reads with. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type {
  Counts,
  DuplicateRow,
  FailureRow,
  ManifestRow,
  RequestKind,
  SkippedRow,
  StateCounts,
} from '../../model.ts';
import type {
  CrawlStoreReader,
  Ended,
  EndedFailure,
  EndedSaved,
  SavedPicture,
  StoreOwner,
  Suspect,
} from '../contract.ts';
import { storeClosed, toCrawlError } from './driver-errors.ts';
import { isOwned } from './lock.ts';
import { schemaVersion } from './migrate.ts';
import { readOwner } from './ownership.ts';
import { parseJson } from './rows.ts';
import { Telling } from './telling.ts';

/** Rows that an export reads at a time; no read transaction stays open between two pages. */
const PAGE = 500;
/** The version of the file from which requests have other renditions. */
const WITH_RENDITIONS = 4;
const NEXT_BEST = `SELECT count(*) AS n FROM request WHERE state = 'saved' AND asked_url IS NOT NULL`;
/** Suspects told at most. */
const SUSPECTS = 10;

interface CounterRow {
  kind: RequestKind;
  state: 'ready' | 'delayed' | 'leased' | Exclude<keyof StateCounts, 'queued' | 'pending'>;
  n: number;
  bytes: number;
}
type Page<Row> = Database.Statement<[after: number, limit: number], Row & { id: number }>;

export class SqliteReader implements CrawlStoreReader {
  protected readonly db: Database.Database;
  protected closed = false;
  readonly #folder: string;
  readonly #counters: Database.Statement<[], CounterRow>;
  readonly #leased: Database.Statement<[], { n: number }>;
  readonly #manifest: Page<ManifestRow>;
  readonly #failures: Page<Omit<FailureRow, 'errors'> & { errors: string }>;
  readonly #skipped: Page<SkippedRow>;
  readonly #duplicates: Page<DuplicateRow>;
  readonly #saved: Page<Omit<SavedPicture, 'id'> & { request: number }>;
  readonly #suspects: Database.Statement<[number], Suspect>;
  readonly #byCode: Database.Statement<[], { code: string; count: number }>;
  readonly #byRule: Database.Statement<[], { rule: string; count: number }>;
  readonly #telling: Telling;
  readonly #meta: Database.Statement<[string], { value: string }>;

  constructor(db: Database.Database, folder: string) {
    this.db = db;
    this.#folder = folder;
    const page = <Row>(view: string): Page<Row> =>
      db.prepare(`SELECT * FROM ${view} WHERE id > ? ORDER BY id LIMIT ?`);
    this.#counters = db.prepare('SELECT kind, state, n, bytes FROM counter');
    this.#leased = db.prepare('SELECT ifnull(sum(leased), 0) AS n FROM host');
    this.#manifest = page('manifest_by_id');
    this.#failures = page('failures_by_id');
    this.#skipped = page('skipped_by_id');
    this.#duplicates = page('duplicates_by_id');
    // `id` is what the pages are turned by: the order saved.
    this.#saved = db.prepare(
      `SELECT p.id, p.request_id AS request, r.url, p.file_name AS fileName, p.sha256, p.bytes,
         p.media_type AS mediaType
       FROM picture p CROSS JOIN request r ON r.id = p.request_id WHERE p.id > ? ORDER BY p.id LIMIT ?`,
    );
    this.#suspects = db.prepare(
      `SELECT p.file_name AS fileName, p.sha256, p.bytes, d.urls FROM
         (SELECT original_id, count(*) + 1 AS urls FROM duplicate GROUP BY original_id) d
         CROSS JOIN picture p ON p.request_id = d.original_id
       WHERE d.urls >= ? ORDER BY d.urls DESC, p.id LIMIT ${SUSPECTS}`,
    );
    this.#byCode = db.prepare(
      `SELECT reason AS code, count(*) AS count FROM request WHERE state = 'failed'
       GROUP BY reason ORDER BY count DESC, code`,
    );
    this.#byRule = db.prepare(
      `SELECT reason AS rule, count(*) AS count FROM request WHERE state = 'skipped'
       GROUP BY reason ORDER BY count DESC, rule`,
    );
    this.#telling = new Telling(db);
    this.#meta = db.prepare('SELECT value FROM meta WHERE key = ?');
  }

  counts(): Promise<Counts> {
    return this.read(() => sumUp(this.#counters.all(), this.leased()));
  }

  manifest(): AsyncIterable<ManifestRow> {
    return this.#paged(this.#manifest);
  }

  async *failures(): AsyncIterable<FailureRow> {
    for await (const row of this.#paged(this.#failures)) {
      yield { ...row, errors: parseJson(row.errors) as FailureRow['errors'] };
    }
  }

  skipped(): AsyncIterable<SkippedRow> {
    return this.#paged(this.#skipped);
  }

  duplicates(): AsyncIterable<DuplicateRow> {
    return this.#paged(this.#duplicates);
  }

  async *savedPictures(): AsyncIterable<SavedPicture> {
    for await (const { request: id, ...picture } of this.#paged(this.#saved)) {
      yield { id, ...picture };
    }
  }

  savedAfter(place: number, limit: number): Promise<Ended<EndedSaved>> {
    return this.read(() => this.#telling.saved(place, limit));
  }

  failedAfter(place: number, limit: number): Promise<Ended<EndedFailure>> {
    return this.read(() => this.#telling.failed(place, limit));
  }

  suspects(least: number): Promise<Suspect[]> {
    return this.read(() => this.#suspects.all(least));
  }

  failuresByCode(): Promise<{ code: string; count: number }[]> {
    return this.read(() => this.#byCode.all());
  }

  skippedByRule(): Promise<{ rule: string; count: number }[]> {
    return this.read(() => this.#byRule.all());
  }

  nextBest(): Promise<number> {
    return this.read(() => {
      // Prepared when it is asked for: whoever only reads may have a file of an older version before it.
      if (schemaVersion(this.db) < WITH_RENDITIONS) return 0;
      const count = this.db.prepare<[], { n: number }>(NEXT_BEST);
      return count.get()?.n ?? 0;
    });
  }

  getMeta(key: string): Promise<unknown> {
    return this.read(() => {
      const row = this.#meta.get(key);
      return row && parseJson(row.value);
    });
  }

  owner(): Promise<StoreOwner | undefined> {
    // The lock first: an owner that leaves in between takes its row along.
    return this.read(() => (isOwned(this.#folder) ? readOwner(this.db) : undefined));
  }

  close(): Promise<void> {
    this.closed = true;
    this.db.close();
    return Promise.resolve();
  }

  /** Leases of whoever runs the crawl, as of the last that ended of each host. */
  protected leased(): number {
    return this.#leased.get()?.n ?? 0;
  }

  /** Runs a reading operation now. */
  protected read<T>(operation: () => T): Promise<T> {
    try {
      if (this.closed) throw storeClosed();
      return Promise.resolve(operation());
    } catch (error) {
      return Promise.reject(toCrawlError(error, this.db.name));
    }
  }

  async *#paged<Row>(page: Page<Row>): AsyncGenerator<Omit<Row & { id: number }, 'id'>> {
    let after = 0;
    for (;;) {
      const from = after;
      const rows = await this.read(() => page.all(from, PAGE));
      for (const { id, ...row } of rows) {
        after = id;
        yield row;
      }
      if (rows.length < PAGE) return;
      await nextTurn();
    }
  }
}

function sumUp(rows: readonly CounterRow[], leased: number): Counts {
  const none = { queued: 0, pending: 0, crawled: 0, saved: 0, duplicate: 0, skipped: 0, failed: 0 };
  const counts: Counts = { image: { ...none }, gallery: { ...none }, bytes: 0, leased };
  for (const { kind, state, n, bytes } of rows) {
    const waiting = state === 'ready' || state === 'delayed' || state === 'leased';
    counts[kind].queued += n;
    counts[kind][waiting ? 'pending' : state] += n;
    counts.bytes += bytes;
  }
  return counts;
}
