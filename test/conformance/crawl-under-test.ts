/** One crawl of an engine, opened before each test and checked after it. */
import { afterEach, beforeEach } from 'vitest';
import type { HostSignal, LeasedRequest, NewRequest, Verdict } from '../../src/model.ts';
import type { CrawlStore, LeaseOptions } from '../../src/store/contract.ts';
import { ANY, attempt, only } from '../store/requests.ts';
import type { MakeHarness, StoreHarness } from './store.suite.ts';

export const START = 1_700_000_000_000;

export class CrawlUnderTest {
  /** Read by the engine. */
  readonly clock = { now: START };
  readonly #makeHarness: MakeHarness;
  #harness: StoreHarness | undefined;
  #store: CrawlStore | undefined;

  constructor(makeHarness: MakeHarness) {
    this.#makeHarness = makeHarness;
  }

  get store(): CrawlStore {
    if (this.#store === undefined) throw new Error('the crawl is not open');
    return this.#store;
  }

  async open(): Promise<void> {
    this.clock.now = START;
    this.#harness = await this.#makeHarness(() => this.clock.now);
    this.#store = await this.#harness.open();
  }

  /** Ends the owner as `kill -9` would, and becomes the next one. */
  async reopen(): Promise<void> {
    if (this.#harness === undefined) throw new Error('the crawl is not open');
    await this.#harness.kill(this.store);
    this.#store = await this.#harness.open();
  }

  async dispose(): Promise<void> {
    await this.#harness?.verify();
    await this.#harness?.dispose();
  }

  async leased(request: NewRequest, options: Partial<LeaseOptions> = {}): Promise<LeasedRequest> {
    await this.store.add([request]);
    return only(await this.store.lease({ ...ANY, ...options }));
  }

  /** How many leases it takes until there is no further one. */
  async leaseCount(options: Partial<LeaseOptions> = {}): Promise<number> {
    return (await this.store.lease({ ...ANY, ...options })).length;
  }

  /** Fails a lease, which is tried again at once unless told otherwise. */
  async retry(id: number, signal?: HostSignal, waitMs = 0): Promise<void> {
    const notBefore = this.clock.now + waitMs;
    const verdict: Verdict = { state: 'retry', attempt: attempt('connect'), notBefore };
    await this.store.settle(id, verdict, signal);
  }
}

/** To be called where tests are described. */
export function crawlUnderTest(makeHarness: MakeHarness): CrawlUnderTest {
  const crawl = new CrawlUnderTest(makeHarness);
  beforeEach(() => crawl.open());
  afterEach(() => crawl.dispose());
  return crawl;
}
