/**
 * The crawl store as Crawlee's request queue: a thin adapter with the shape of Crawlee 4's queue backend, given to
 * Crawlee 3's duck-typed `requestQueue` option.
 *
 * Crawlee says only *that* a request was handled or goes back; *how* it ended is decided by the handlers, which
 * leave a verdict here before they return. Marking and verdict are then written in one transaction.
 */
import { Request } from '@crawlee/core';
import type {
  HostSignal,
  LeasedImage,
  LeasedRequest,
  NewRequest,
  RequestKind,
  Verdict,
} from '../../model.ts';
import type { AddResult, CrawlStore, LeaseOptions } from '../contract.ts';

export interface RequestManagerOptions extends Omit<LeaseOptions, 'limit' | 'kinds'> {
  store: Pick<
    CrawlStore,
    'lease' | 'settle' | 'transferred' | 'nextDue' | 'counts' | 'add' | 'admitHost'
  >;
  /** Kinds to lease at this moment; called before every lease with what is under way. */
  kinds: (underWay: Readonly<Record<RequestKind, number>>) => readonly RequestKind[];
  /** The verdict on a request that a handler left without one. */
  fallback: (request: LeasedRequest, lastError: string | undefined) => Verdict;
  /** Told when the store fails: the crawl cannot go on. Crawlee is not, as it would try again and again. */
  onStoreError: (error: unknown) => void;
  /** Called after the verdict is committed. */
  onSettled: (request: LeasedRequest, verdict: Verdict, added: AddResult) => void;
  /** Called once, when Crawlee asks the queue for the first time. */
  onFirstUse?: () => void;
  now?: () => number;
}

interface Decision {
  verdict: Verdict;
  signal: HostSignal | undefined;
}

export class RequestManager {
  /** Both are assigned by Crawlee's constructor. */
  internalTimeoutMillis = 0;
  requestLockSecs = 0;

  readonly #options: RequestManagerOptions;
  readonly #now: () => number;
  /** Leases that have not ended, and what was decided of each. */
  readonly #leased = new Map<LeasedRequest, Decision | undefined>();
  /** What Crawlee has under way, by an id of its own: a request may be leased again before Crawlee is done with it. */
  readonly #handed = new Map<string, LeasedRequest>();
  #lastHanded = 0;
  readonly #leaseOptions: Omit<LeaseOptions, 'kinds'>;
  /** Leased, and waiting for Crawlee to take them. */
  readonly #aside: LeasedRequest[] = [];
  readonly #inFlight: Record<RequestKind, number> = { gallery: 0, image: 0 };
  /** Leases asked for and not yet answered; they count as under way, so that limits hold exactly. */
  #asking = 0;
  #paused = false;
  #used = false;
  /** Settling frees room and adds requests; a lease that found nothing holds only until the next change. */
  #changes = 0;
  #nothingUntil = 0;
  /** When that was found out: a clock that shows less was set back. */
  #nothingSince = 0;

  constructor(options: RequestManagerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    const { perHost, intervalMs = 0, admission = false, pacing } = options;
    const common = { limit: 1, perHost, intervalMs, admission };
    this.#leaseOptions = pacing === undefined ? common : { ...common, pacing };
  }

  /** The lease behind a Crawlee request. */
  leaseOf(request: { id?: string }): LeasedRequest {
    const leased = this.#handed.get(request.id ?? '');
    if (!leased) throw new Error(`request ${String(request.id)} is not leased`);
    return leased;
  }

  /**
   * Says how a lease ends, and what that tells of the host; takes effect with `settle`, or when Crawlee marks or reclaims
   * the request. The last word counts.
   */
  decide(leased: LeasedRequest, verdict: Verdict, signal?: HostSignal): void {
    if (this.#leased.has(leased)) this.#leased.set(leased, { verdict, signal });
  }

  /** Tells that all bytes of a request have come: its host has room for another one. Never rejects. */
  async transferred(leased: LeasedRequest): Promise<void> {
    try {
      await this.#options.store.transferred(leased.id);
      this.wake();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Tells that the rules of a host are known; see `CrawlStore.admitHost`. What waits for it may go on at once. */
  async admitHost(host: string, rules: { delayMs: number }): Promise<void> {
    await this.#options.store.admitHost(host, rules);
    this.wake();
  }

  /** Hands out nothing more; the crawl then finishes when what is in flight has ended. */
  pause(): void {
    this.#paused = true;
  }

  /** Tells that requests were added, or limits changed, behind the manager's back. */
  wake(): void {
    this.#changes++;
    this.#nothingUntil = 0;
  }

  async fetchNextRequest(): Promise<Request | null> {
    if (this.#paused) await this.#returnAside();
    const leased = this.#aside.shift() ?? (await this.#lease());
    if (leased === undefined) return null;
    const id = String(++this.#lastHanded);
    this.#handed.set(id, leased);
    return toCrawlee(leased, id);
  }

  /**
   * The next picture, for a handler that goes on by itself; `settle` ends its lease. The order is that of the queue: a
   * page that comes first is put aside for Crawlee, and the answer is undefined. Never rejects.
   */
  async nextImage(): Promise<LeasedImage | undefined> {
    // Whoever waits aside came first.
    if (this.#aside.length > 0) return undefined;
    const leased = await this.#lease();
    if (leased === undefined || leased.kind === 'image') return leased;
    this.#aside.push(leased);
    return undefined;
  }

  /** What nobody will take any more is for the next run. */
  async #returnAside(): Promise<void> {
    const all = this.#aside.splice(0);
    for (const leased of all) this.decide(leased, { state: 'returned' });
    await Promise.all(all.map((leased) => this.settle(leased)));
  }

  async #lease(): Promise<LeasedRequest | undefined> {
    const kinds = this.#kinds();
    if (kinds.length === 0) return undefined;
    const { store } = this.#options;
    const changes = this.#changes;
    this.#asking++;
    try {
      const [leased] = await store.lease({ ...this.#leaseOptions, kinds });
      if (leased) {
        this.#leased.set(leased, undefined);
        this.#inFlight[leased.kind]++;
        return leased;
      }
      const due = (await store.nextDue()) ?? Infinity;
      if (changes === this.#changes) {
        this.#nothingUntil = due;
        this.#nothingSince = this.#now();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#asking--;
    }
    return undefined;
  }

  async markRequestHandled(request: Request): Promise<void> {
    await this.#settleFor(request);
  }

  async reclaimRequest(request: Request): Promise<void> {
    await this.#settleFor(request);
  }

  /** True when nothing can be leased at this moment. */
  isEmpty(): Promise<boolean> {
    if (!this.#used) this.#options.onFirstUse?.();
    this.#used = true;
    if (this.#aside.length > 0) return Promise.resolve(false);
    const now = this.#now();
    const nothing = now < this.#nothingUntil && now >= this.#nothingSince;
    return Promise.resolve(nothing || this.#kinds().length === 0);
  }

  /** True when nothing is in flight and nothing that may be leased is left, now or later. */
  async isFinished(): Promise<boolean> {
    if (this.#leased.size > 0) return false;
    const kinds = this.#kinds();
    if (kinds.length === 0) return true;
    const counts = await this.#options.store.counts();
    return kinds.every((kind) => counts[kind].pending === 0);
  }

  async addRequest(request: NewRequest): Promise<AddResult> {
    return this.addBatchOfRequests([request]);
  }

  async addBatchOfRequests(requests: readonly NewRequest[]): Promise<AddResult> {
    const result = await this.#options.store.add(requests);
    this.wake();
    return result;
  }

  async handledCount(): Promise<number> {
    const { gallery, image } = await this.#options.store.counts();
    return gallery.queued - gallery.pending + image.queued - image.pending;
  }

  getPendingCount(): number {
    return this.#leased.size;
  }

  #kinds(): readonly RequestKind[] {
    if (this.#paused) return [];
    const { gallery, image } = this.#inFlight;
    return this.#options.kinds({ gallery: gallery + this.#asking, image: image + this.#asking });
  }

  /**
   * Ends a lease by the verdict on it, now, once; Crawlee's own word on its request then changes nothing. Never rejects.
   */
  async settle(leased: LeasedRequest, lastError?: string): Promise<void> {
    if (!this.#leased.has(leased)) return;
    const decided = this.#leased.get(leased);
    const verdict = decided?.verdict ?? this.#options.fallback(leased, lastError);
    try {
      const added = await this.#options.store.settle(leased.id, verdict, decided?.signal);
      this.#forget(leased);
      this.#options.onSettled(leased, verdict, added);
    } catch (error) {
      // The store frees the lease when it is closed, or when the crawl is run again.
      this.#forget(leased);
      this.#fail(error);
    }
  }

  async #settleFor({ id = '', errorMessages }: Request): Promise<void> {
    const leased = this.#handed.get(id);
    if (leased === undefined) return;
    await this.settle(leased, errorMessages.at(-1));
    this.#handed.delete(id);
  }

  #forget(leased: LeasedRequest): void {
    if (!this.#leased.delete(leased)) return;
    this.#inFlight[leased.kind]--;
    this.wake();
  }

  #fail(error: unknown): void {
    this.pause();
    this.#options.onStoreError(error);
  }
}

function toCrawlee(leased: LeasedRequest, id: string): Request {
  return new Request({
    id,
    url: leased.url,
    uniqueKey: leased.key,
    label: leased.kind,
    skipNavigation: leased.kind === 'image',
    ...(leased.pageUrl === undefined ? {} : { headers: { referer: leased.pageUrl } }),
  });
}
