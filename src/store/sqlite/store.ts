/** The owner's store: every method is one operation in the group commit, done by the part that knows how. */
import type Database from 'better-sqlite3';
import { CrawlError } from '../../errors.ts';
import type {
  HostSignal,
  ImageRecord,
  LeasedRequest,
  NewRequest,
  Resume,
  SkipRule,
  Verdict,
} from '../../model.ts';
import type {
  AddResult,
  ClaimedPlacement,
  CrawlStore,
  Datasets,
  FailureFilter,
  KeyValues,
  LeaseOptions,
  OpenClaim,
  Placement,
  StoreOwner,
} from '../contract.ts';
import { addTo, nothingAdded } from './adding.ts';
import { CommitQueue } from './commit-queue.ts';
import { SqliteDatasets } from './datasets.ts';
import { storeClosed } from './driver-errors.ts';
import { SqliteKeyValues } from './key-values.ts';
import type { OwnerLock } from './lock.ts';
import { Ownership, readOwner } from './ownership.ts';
import type { Parts } from './parts.ts';
import { storeParts } from './parts.ts';
import { SqliteReader } from './reader.ts';
import { Presence } from './presence.ts';
import { SecondChances } from './second-chances.ts';
import { foundBy } from './settling.ts';

/** Requests added in one operation: a larger array comes in parts, between which leases get their turn. */
const ADDED_AT_ONCE = 250;
/** How long `close()` waits for a reader before it leaves the WAL as it is, in milliseconds. */
const CHECKPOINT_TIMEOUT_MS = 200;

export interface StoreParts {
  db: Database.Database;
  lock: OwnerLock;
  folder: string;
  now: () => number;
  heartbeatMs: number;
}

export class SqliteStore extends SqliteReader implements CrawlStore {
  readonly keyValues: KeyValues;
  readonly datasets: Datasets;
  readonly #now: () => number;
  readonly #lock: OwnerLock;
  readonly #ownership: Ownership;
  readonly #presence: Presence;
  readonly #queue: CommitQueue;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #parts: Parts;
  readonly #chances: SecondChances;
  readonly #setMeta: Database.Statement<[string, string]>;
  readonly #dropMeta: Database.Statement<[string]>;
  #closing: Promise<void> | undefined;

  constructor({ db, lock, folder, now, heartbeatMs }: StoreParts) {
    super(db, folder);
    this.#now = now;
    this.#lock = lock;
    this.#ownership = new Ownership(db, now());
    const presence = (this.#presence = new Presence(db.name));
    const parts = (this.#parts = storeParts(db));
    this.#queue = new CommitQueue(db, {
      guard: () => {
        presence.assertThere();
        this.#ownership.assertCurrent();
      },
      lightGuard: () => {
        presence.assertThere();
        this.#ownership.assertNotLost();
      },
      last: () => parts.turns.write(),
      memory: parts.memory,
    });
    this.#setMeta = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
    this.#dropMeta = db.prepare('DELETE FROM meta WHERE key = ?');
    const access = {
      read: <T>(operation: () => T) => this.read(operation),
      write: <T>(operation: () => T) => this.#write(operation),
    };
    this.keyValues = new SqliteKeyValues(db, access);
    this.datasets = new SqliteDatasets(db, access);
    this.#chances = new SecondChances(db, access.write, parts);
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  setMeta(key: string, value: unknown): Promise<void> {
    return this.#write(() => {
      if (value === undefined) this.#dropMeta.run(key);
      else this.#setMeta.run(key, JSON.stringify(value));
    });
  }

  async add(requests: readonly NewRequest[]): Promise<AddResult> {
    const total = nothingAdded();
    let from = 0;
    do {
      const part = requests.slice(from, from + ADDED_AT_ONCE);
      addTo(total, await this.#write(() => this.#parts.adding.add(part, this.#now())));
      from += ADDED_AT_ONCE;
    } while (from < requests.length);
    return total;
  }

  countUnknown(requests: readonly Pick<NewRequest, 'key' | 'kind'>[]): Promise<number> {
    return this.read(() => this.#parts.adding.countUnknown(requests));
  }

  lease(options: LeaseOptions): Promise<LeasedRequest[]> {
    if (this.closed) return Promise.reject(storeClosed());
    const lease = (): LeasedRequest[] => this.#parts.leasing.lease(options, this.#now());
    return this.#parts.leasing.onlyReads(options, this.#now())
      ? this.#queue.runLight(lease)
      : this.#queue.run(lease);
  }

  nextDue(): Promise<number | undefined> {
    return this.read(() => this.#parts.waiting.nextDue());
  }

  transferred(id: number): Promise<void> {
    if (this.closed) return Promise.reject(storeClosed());
    return this.#queue.runLight(() => this.#parts.leasing.transferred(id));
  }

  settle(id: number, verdict: Verdict, signal?: HostSignal): Promise<AddResult> {
    if (this.closed) return Promise.reject(storeClosed());
    if (foundBy(verdict).length <= ADDED_AT_ONCE) {
      return this.#queue.run(() => this.#parts.settling.settle(id, verdict, signal, this.#now()));
    }
    return this.#queue.runInSteps(() =>
      this.#parts.settling.settleInSteps(id, verdict, signal, this.#now()),
    );
  }

  admitHost(host: string, { delayMs }: { delayMs: number }): Promise<void> {
    return this.#write(() => this.#parts.hosts.admit(host, delayMs, this.#now()));
  }

  keepResume(id: number, resume: Resume | undefined): Promise<void> {
    return this.#write(() => {
      this.#parts.leasing.held(id);
      this.#parts.resuming.keep(id, resume);
    });
  }

  claimName(id: number, names: readonly string[]): Promise<string | undefined> {
    return this.#write(() => {
      this.#parts.leasing.held(id);
      return this.#parts.names.claim(id, names);
    });
  }

  beginPlacement(id: number, record: ImageRecord): Promise<Placement> {
    return this.#write(() => {
      this.#parts.leasing.held(id);
      return this.#parts.placing.begin(id, record);
    });
  }

  claimAndBegin(
    id: number,
    names: readonly string[],
    record: Omit<ImageRecord, 'fileName'>,
  ): Promise<ClaimedPlacement> {
    return this.#write(() => {
      this.#parts.leasing.held(id);
      return this.#parts.placing.claimAndBegin(id, names, record);
    });
  }

  openClaims(): Promise<OpenClaim[]> {
    return this.read(() => this.#parts.recovery.openClaims());
  }

  closePlacement(id: number, found: boolean): Promise<void> {
    return this.#write(() => this.#parts.recovery.closePlacement(id, found, this.#now()));
  }

  requeueFailed(filter: FailureFilter = {}): Promise<number> {
    return this.#chances.failed(filter);
  }

  requeueDepth(maxDepth: number | undefined): Promise<number> {
    return this.#chances.tooDeep(maxDepth);
  }

  requeueSkipped(rules: readonly SkipRule[]): Promise<number> {
    return this.#chances.skipped(rules);
  }

  requeueSaved(ids: readonly number[]): Promise<number> {
    return this.#chances.saved(ids);
  }

  override owner(): Promise<StoreOwner | undefined> {
    return this.read(() => readOwner(this.db));
  }

  override close(): Promise<void> {
    return (this.#closing ??= this.#leave());
  }

  protected override leased(): number {
    return this.#parts.leases.size;
  }

  /** Ends at once, as a crash would: nothing more is written, leases stay for the next owner to free. */
  drop(): void {
    this.closed = true;
    clearInterval(this.#heartbeat);
    this.#queue.close();
    this.db.close();
    this.#lock.release();
  }

  #write<T>(operation: () => T): Promise<T> {
    return this.closed ? Promise.reject(storeClosed()) : this.#queue.run(operation);
  }

  async #leave(): Promise<void> {
    this.closed = true;
    this.#presence.look();
    try {
      // Last in the queue: what was asked for before is committed first.
      await this.#queue.run(() => {
        this.#parts.turns.write(Infinity);
        this.#ownership.giveUp();
      });
      this.db.pragma(`busy_timeout = ${CHECKPOINT_TIMEOUT_MS}`);
      this.db.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // Whoever took the crawl over freed the leases: nothing is left to give up.
      if (!(error instanceof CrawlError && error.code === 'lease_lost')) throw error;
    } finally {
      this.drop();
    }
  }

  #beat(): void {
    this.#presence.look();
    this.#queue
      .run(() => this.#ownership.beat(this.#now()))
      .catch(() => {
        // The crawl's own next write meets the same error and reports it.
      });
  }
}
