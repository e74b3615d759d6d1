/**
 * The contract of a crawl store: everything that a crawl knows, in one place that survives `kill -9`.
 * Engine-neutral and asynchronous; every engine passes `test/conformance/store.suite.ts`.
 *
 * Promises of writing methods resolve after the write is committed. Methods may be called concurrently;
 * an engine groups what is under way into one commit. Errors are `CrawlError`s.
 */
import type {
  Attempt,
  Counts,
  DuplicateRow,
  FailureRow,
  HostSignal,
  ImageData,
  ImageRecord,
  LeasedRequest,
  ManifestRow,
  NewRequest,
  RequestKind,
  Resume,
  SkippedRow,
  SkipRule,
  Verdict,
} from '../model.ts';
import type { PacingConfig } from './pacing.ts';

export interface LeaseOptions {
  /** How many requests at most. */
  limit: number;
  /** Requests that one host may have under way at a time, at most: adaptive pacing may allow fewer. */
  perHost: number;
  /** Least time between two leases of one host, in milliseconds; default 0. A crawl delay may ask for more. */
  intervalMs?: number;
  /** Hosts may have one lease at a time until `admitHost` was called for them; default false. */
  admission?: boolean;
  /** How hosts in trouble are spared; see `pacing.ts`. */
  pacing?: PacingConfig;
  /** Kinds to hand out; the other stays pending. */
  kinds: readonly RequestKind[];
}

export interface AddResult {
  /** Requests that were new, or reopened: `newImages`, `newPages`, `skippedImages`, and skipped pages. */
  added: number;
  /** Images that now wait to be fetched, reopened ones included. */
  newImages: number;
  /** Pages that now wait to be fetched, reopened ones included. */
  newPages: number;
  /** Images recorded as skipped at once. */
  skippedImages: number;
  /** Images of `newImages` that an earlier add had recorded as skipped. */
  reopenedImages: number;
  /** Requests whose key was already there; nothing about them changed. */
  known: number;
}

/** What the store says when a picture is about to be placed under its final name. */
export type Placement =
  /** The bytes are new: rename, then settle as saved. */
  | { do: 'place' }
  /** Request `of` saved the same bytes: drop the part, settle as duplicate. */
  | { do: 'drop'; of: number }
  /** Another lease is placing the same bytes right now: ask again in some milliseconds. */
  | { do: 'wait' };

/** What the store says when name and placement are asked for at once. */
export type ClaimedPlacement =
  /** The bytes are new, and the name is reserved: write the file under it, then settle as saved. */
  | { do: 'place'; fileName: string }
  /** Every name is held by another request; nothing has changed. */
  | { do: 'taken' }
  | Exclude<Placement, { do: 'place' }>;

/** A file name reserved by a request that is not done: left over from a run that died, or waiting for a retry. */
export interface OpenClaim {
  id: number;
  fileName: string;
  /** Present when placing had begun under this name: the file may already be there, whole. */
  record?: ImageRecord;
  /** The part under this name may be continued, and is to be kept. */
  resumable?: true;
}

/** A row of the manifest, with what is needed to put it back. */
export interface SavedPicture {
  /** Of its request. */
  id: number;
  url: string;
  fileName: string;
  sha256: string;
  bytes: number;
  mediaType: string;
}

/** Requests that ended, in the order in which they did. */
export interface Ended<Row extends { place: number }> {
  rows: Row[];
  /** The last place that anything has: where fewer rows came than were asked for, nothing is left up to there. */
  last: number;
}

interface EndedRequest {
  /** In the order in which they ended. */
  place: number;
  id: number;
  url: string;
  pageUrl?: string;
}

export interface EndedSaved extends EndedRequest {
  data: ImageData;
  record: ImageRecord;
}

export interface EndedFailure extends EndedRequest {
  kind: RequestKind;
  /** The last one. */
  attempt: Attempt;
  /** How many there were. */
  attempts: number;
}

/** The same bytes from many URLs: most often a placeholder ("image not available"). */
export interface Suspect {
  fileName: string;
  sha256: string;
  bytes: number;
  /** URLs that gave these bytes, the saved one included. */
  urls: number;
}

export interface FailureFilter {
  code?: string;
  host?: string;
}

/** Reading half: any number of processes, while the crawl runs. */
export interface CrawlStoreReader {
  counts(): Promise<Counts>;
  /** Saved pictures, in the order saved. */
  manifest(): AsyncIterable<ManifestRow>;
  failures(): AsyncIterable<FailureRow>;
  skipped(): AsyncIterable<SkippedRow>;
  duplicates(): AsyncIterable<DuplicateRow>;
  /** Saved pictures as `verify` checks them, in the order saved. */
  savedPictures(): AsyncIterable<SavedPicture>;
  /**
   * Pictures saved after a place, at most `limit`. The place of one that is put back by `requeueSaved` is given again if
   * it was the last.
   */
  savedAfter(place: number, limit: number): Promise<Ended<EndedSaved>>;
  /** Requests that failed after a place and are failed still, at most `limit`. */
  failedAfter(place: number, limit: number): Promise<Ended<EndedFailure>>;
  /** Contents that came from at least `least` different URLs, most frequent first, at most 10. */
  suspects(least: number): Promise<Suspect[]>;
  /** Failed requests by code, most frequent first. */
  failuresByCode(): Promise<{ code: string; count: number }[]>;
  /** Skipped requests by rule, most frequent first. */
  skippedByRule(): Promise<{ rule: string; count: number }[]>;
  /** How many saved pictures are another rendition than the original. */
  nextBest(): Promise<number>;
  /** A JSON value that describes the crawl (start URLs, options, times); undefined when never set. */
  getMeta(key: string): Promise<unknown>;
  /** Who runs this crawl at the moment, if anyone. */
  owner(): Promise<StoreOwner | undefined>;
  close(): Promise<void>;
}

export interface StoreOwner {
  pid: number;
  hostname: string;
  startedAt: number;
  heartbeatAt: number;
}

export interface CrawlStore extends CrawlStoreReader {
  /** Undefined removes the entry. */
  setMeta(key: string, value: unknown): Promise<void>;

  /**
   * Adds requests that are new by key. Those with `skip` become done(skipped) at once. A known request that was
   * skipped this way, and comes again without `skip`, is reopened: it becomes pending, with the data, page and depth
   * that came with it. (What one page offers as a thumbnail may be all that another has.) Requests that were
   * skipped by `settle` are never reopened.
   */
  add(requests: readonly NewRequest[]): Promise<AddResult>;

  /** How many of these requests are not in the queue, in any state. */
  countUnknown(requests: readonly Pick<NewRequest, 'key' | 'kind'>[]): Promise<number>;

  /**
   * Hands out requests that are due, of hosts with room, the least recently served host first. Within a host
   * pages come first until enough pictures wait, then pictures, oldest first. Empty when none is due.
   */
  lease(options: LeaseOptions): Promise<LeasedRequest[]>;

  /**
   * When the first of all that wait for a time is due, requests for their `notBefore` and hosts for the end of their
   * rest; undefined when none waits.
   */
  nextDue(): Promise<number | undefined>;

  /**
   * Tells that all bytes of a leased request have come, before its lease ends: its host has room for another. Kept
   * with the lease, and no longer.
   * @throws CrawlError `lease_lost` when this owner does not hold the lease.
   */
  transferred(id: number): Promise<void>;

  /**
   * Ends a lease, in one transaction with everything that belongs to it: the attempt, the record, the found
   * requests. The result tells what `found` added. Any end but `saved`, `retry` and
   * `returned` gives up the names that the request holds. `instead` puts a picture back, due at once, under the host of
   * the rendition that is asked for from now on, until it is put back by one of the `requeue` methods.
   * @throws CrawlError `lease_lost` when this owner does not hold the lease.
   */
  settle(id: number, verdict: Verdict, signal?: HostSignal): Promise<AddResult>;

  /**
   * Tells that the rules of a host (`example.org:8080`) are known: from now on it may have as many leases as the
   * others, with at least `delayMs` between two of them (its robots.txt's Crawl-delay). The
   * delay counts from now for a host that has a lease: it waited for the rules, and is only being sent.
   */
  admitHost(host: string, rules: { delayMs: number }): Promise<void>;

  /**
   * Remembers with the request what a part on disk can be continued by, or forgets it. It comes back as `resume` of the
   * next lease, also after a crash; any end but `retry` and `returned` forgets it.
   * @throws CrawlError `lease_lost` when this owner does not hold the request's lease.
   */
  keepResume(id: number, resume: Resume | undefined): Promise<void>;

  /**
   * Reserves a file name for a request: the first of `names` that no other request holds, compared as
   * case-insensitive, NFC-normalised text, as macOS and Windows do. A name that this request already holds
   * counts as free. Undefined when all are taken.
   * @throws CrawlError `lease_lost` when this owner does not hold the request's lease.
   */
  claimName(id: number, names: readonly string[]): Promise<string | undefined>;

  /**
   * Announces that a verified file with this content is about to be renamed to `record.fileName`; written
   * before the rename, so that a crash between rename and settle can be told from everything else.
   * @throws CrawlError `lease_lost` when this owner does not hold the request's lease.
   */
  beginPlacement(id: number, record: ImageRecord): Promise<Placement>;

  /**
   * `claimName` and `beginPlacement` under the name that it gave, in one step: for bytes that are known whole before
   * any file is made. No name is claimed for bytes that another request saved (`drop`) or is placing (`wait`).
   * @throws CrawlError `lease_lost` when this owner does not hold the request's lease.
   */
  claimAndBegin(
    id: number,
    names: readonly string[],
    record: Omit<ImageRecord, 'fileName'>,
  ): Promise<ClaimedPlacement>;

  /** Names held by requests that are not done. Called once at start, before the first lease. */
  openClaims(): Promise<OpenClaim[]>;

  /**
   * Ends a placement that a dead owner began, for a request that is pending: as saved when the file was found
   * whole at its place, else as if it had never begun: its part may be continued as before.
   */
  closePlacement(id: number, found: boolean): Promise<void>;

  /**
   * Puts failed requests back as pending with their tries at zero, pictures with their own URL to be asked for; their
   * past attempts stay recorded. A `host` is that of their own URL.
   */
  requeueFailed(filter?: FailureFilter): Promise<number>;

  /** Puts back requests skipped as `max_depth` that `maxDepth` now allows (undefined: no limit). */
  requeueDepth(maxDepth: number | undefined): Promise<number>;

  /** Puts back requests that were skipped by one of these rules, whenever that was. */
  requeueSkipped(rules: readonly SkipRule[]): Promise<number>;

  /**
   * Puts back saved pictures whose files are missing or damaged, by request id, with the duplicates that point to
   * them: their records and contents are forgotten, their tries begin at zero. Ids that are not saved are ignored.
   * Returns how many requests wait again.
   */
  requeueSaved(ids: readonly number[]): Promise<number>;

  /** Free-form records for Crawlee's KeyValueStore and Dataset. */
  readonly keyValues: KeyValues;
  readonly datasets: Datasets;
}

export interface KeyValueEntry {
  key: string;
  value: Buffer;
  contentType: string;
}

export interface KeyValues {
  get(storeName: string, key: string): Promise<KeyValueEntry | undefined>;
  set(storeName: string, entry: KeyValueEntry): Promise<void>;
  delete(storeName: string, key: string): Promise<void>;
  /** Keys in order, after `exclusiveStartKey`. */
  list(
    storeName: string,
    options: { limit: number; exclusiveStartKey?: string },
  ): Promise<{ key: string; size: number }[]>;
  drop(storeName: string): Promise<void>;
}

export interface Datasets {
  push(dataset: string, items: readonly object[]): Promise<void>;
  list(
    dataset: string,
    options: { offset: number; limit: number; desc?: boolean },
  ): Promise<object[]>;
  count(dataset: string): Promise<number>;
  drop(dataset: string): Promise<void>;
}
