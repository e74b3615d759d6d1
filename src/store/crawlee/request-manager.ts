/**
 * The crawl store as Crawlee's request queue: a thin adapter with the shape of Crawlee 4's queue backend, given to
 * Crawlee 3's duck-typed `requestQueue` option.
 *
 * Crawlee says only *that* a request was handled or goes back; *how* it ended is decided by the handlers, which
 * leave a verdict here before they return. Marking and verdict are then written in one transaction.
 */
import { Request } from '@crawlee/core';
import type { HostSignal, LeasedRequest, NewRequest, RequestKind, Verdict } from '../../model.ts';
import type { AddResult, CrawlStore, LeaseOptions } from '../contract.ts';

export interface RequestManagerOptions extends Omit<LeaseOptions, 'limit' | 'kinds'> {
  store: Pick<CrawlStore, 'lease' | 'settle' | 'nextDue' | 'counts' | 'add' | 'admitHost'>;
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

export class RequestManager {
  /** Both are assigned by Crawlee's constructor. */
  internalTimeoutMillis = 0;
  requestLockSecs = 0;

  readonly #options: RequestManagerOptions;
  readonly #now: () => number;
  readonly #leased = new Map<string, LeasedRequest>();
  readonly #verdicts = new Map<string, { verdict: Verdict; signal: HostSignal | undefined }>();
  readonly #leaseOptions: Omit<LeaseOptions, 'kinds'>;
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
    const leased = this.#leased.get(request.id ?? '');
    if (!leased) throw new Error(`request ${String(request.id)} is not leased`);
    return leased;
  }

  /**
   * Says how a lease ends, and what that tells of the host; takes effect when Crawlee marks or reclaims the request. The
   * last word counts.
   */
  decide(leased: LeasedRequest, verdict: Verdict, signal?: HostSignal): void {
    this.#verdicts.set(String(leased.id), { verdict, signal });
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
    const kinds = this.#kinds();
    if (kinds.length === 0) return null;
    const { store } = this.#options;
    const changes = this.#changes;
    this.#asking++;
    try {
      const [leased] = await store.lease({ ...this.#leaseOptions, kinds });
      if (leased) return this.#hand(leased);
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
    return null;
  }

  async markRequestHandled(request: Request): Promise<void> {
    await this.#settle(request);
  }

  async reclaimRequest(request: Request): Promise<void> {
    await this.#settle(request);
  }

  /** True when nothing can be leased at this moment. */
  isEmpty(): Promise<boolean> {
    if (!this.#used) this.#options.onFirstUse?.();
    this.#used = true;
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

  #hand(leased: LeasedRequest): Request {
    const id = String(leased.id);
    this.#leased.set(id, leased);
    this.#inFlight[leased.kind]++;
    return new Request({
      id,
      url: leased.url,
      uniqueKey: leased.key,
      label: leased.kind,
      skipNavigation: leased.kind === 'image',
      ...(leased.pageUrl === undefined ? {} : { headers: { referer: leased.pageUrl } }),
    });
  }

  async #settle(request: Request): Promise<void> {
    const id = request.id ?? '';
    const leased = this.leaseOf(request);
    const decided = this.#verdicts.get(id);
    const verdict =
      decided?.verdict ?? this.#options.fallback(leased, request.errorMessages.at(-1));
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

  #forget(leased: LeasedRequest): void {
    if (!this.#leased.delete(String(leased.id))) return;
    this.#verdicts.delete(String(leased.id));
    this.#inFlight[leased.kind]--;
    this.wake();
  }

  #fail(error: unknown): void {
    this.pause();
    this.#options.onStoreError(error);
  }
}
