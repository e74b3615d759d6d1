/** A crawl store as plain maps: slow, short, and without a thought for crashes. */
import { expect } from 'vitest';
import type {
  Counts,
  HostSignal,
  ImageRecord,
  LeasedRequest,
  NewRequest,
  Resume,
  SkipRule,
  StateCounts,
} from '../../src/model.ts';
import type {
  AddResult,
  ClaimedPlacement,
  LeaseOptions,
  Placement,
} from '../../src/store/contract.ts';
import { HostsModel } from './hosts-model.ts';
import { added } from './requests.ts';

type DoneState = Exclude<keyof StateCounts, 'queued' | 'pending'>;

export interface ModelRequest {
  request: NewRequest;
  id: number;
  kind: NewRequest['kind'];
  /** That of the rendition that is asked for. */
  host: string;
  askedUrl: string | undefined;
  state: 'pending' | 'leased' | DoneState;
  notBefore: number;
  tries: number;
  leasedAt: number;
  resume: Resume | undefined;
  /** Of a duplicate: what it is one of. */
  of: ModelRequest | undefined;
  reason: string | undefined;
  skippedAtOnce: boolean;
}

const UNSEEN = 0;

export class StoreModel {
  now = 1_700_000_000_000;
  readonly #requests = new Map<string, ModelRequest>();
  readonly #names = new Map<string, { holder: ModelRequest; saved: boolean }>();
  readonly #contents = new Map<string, ModelRequest>();
  readonly #hosts = new HostsModel();
  #saved: { lease: ModelRequest; record: ImageRecord }[] = [];

  add(requests: readonly NewRequest[]): AddResult {
    const result = added({});
    for (const request of requests) {
      const known = this.#requests.get(keyOf(request));
      const reopened = known?.skippedAtOnce === true && request.skip === undefined;
      if (known !== undefined && !reopened) {
        result.known++;
        continue;
      }
      result.added++;
      const isImage = request.kind === 'image';
      if (request.skip !== undefined) result.skippedImages += isImage ? 1 : 0;
      else if (isImage) result.newImages++;
      else result.newPages++;
      if (reopened && isImage) result.reopenedImages++;
      if (known === undefined) this.#requests.set(keyOf(request), fresh(request));
      else reopen(known, request);
    }
    return result;
  }

  countUnknown(requests: readonly NewRequest[]): number {
    const keys = new Set(requests.map(keyOf));
    return [...keys].filter((key) => !this.#requests.has(key)).length;
  }

  /** Checks what a lease handed out: all of it allowed, and no more possible. */
  leased(options: LeaseOptions, leases: readonly LeasedRequest[]): void {
    const { limit, kinds } = options;
    this.#hosts.lease(options, this.now);
    const candidates = (): ModelRequest[] =>
      [...this.#requests.values()].filter(
        (each) =>
          each.state === 'pending' &&
          each.notBefore <= this.now &&
          kinds.includes(each.kind) &&
          this.leases().filter(({ host }) => host === each.host).length <
            this.#hosts.room(each.host),
      );
    for (const lease of leases) {
      const known = this.#requests.get(keyOf(lease));
      if (known === undefined) throw new Error(`${lease.key} was never added`);
      expect(candidates()).toContain(known);
      expect([UNSEEN, lease.id]).toContain(known.id);
      expect(lease).toMatchObject({ tries: known.tries, host: known.host });
      expect(lease.hostUnavailable ?? false).toBe(this.#hosts.of(known.host).pace.givenUp);
      const { resume, askedUrl } = lease.kind === 'image' ? lease : {};
      expect({ resume, askedUrl }).toEqual({ resume: known.resume, askedUrl: known.askedUrl });
      expect(lease.depth).toBe(known.request.depth);
      known.id = lease.id;
      known.state = 'leased';
      known.notBefore = 0;
      known.leasedAt = this.#hosts.served(known.host, this.now);
    }
    expect(leases.length).toBeLessThanOrEqual(limit);
    if (leases.length < limit) expect(candidates()).toEqual([]);
    // The store made everything ready that was due, leased or not.
    for (const each of this.#requests.values()) {
      if (each.notBefore <= this.now) each.notBefore = 0;
    }
  }

  leases(): ModelRequest[] {
    return [...this.#requests.values()].filter(({ state }) => state === 'leased');
  }

  /** What the end of a lease tells of its host; to be called before the end itself. */
  learn(lease: ModelRequest, signal: HostSignal | undefined, progressed = false): void {
    if (signal === undefined) return;
    if (!this.#hosts.learn(lease, signal, progressed, this.now)) return;
    for (const each of this.#requests.values()) {
      if (each.host === lease.host && each.state === 'pending' && each.notBefore > 0)
        each.notBefore = Math.min(each.notBefore, this.now);
    }
  }

  admit(host: string, delayMs: number): void {
    const leased = this.leases().some((lease) => lease.host === host);
    this.#hosts.admit(host, delayMs, leased ? this.now : undefined);
  }

  byId(id: number): ModelRequest | undefined {
    return [...this.#requests.values()].find((each) => each.id === id);
  }

  end(lease: ModelRequest, state: DoneState, reason?: string): void {
    lease.state = state;
    lease.resume = undefined;
    lease.reason = reason;
    this.#dropContent(lease);
    for (const [key, { holder, saved }] of this.#names) {
      if (holder === lease && !saved) this.#names.delete(key);
    }
  }

  putBack(lease: ModelRequest, notBefore?: number, progressed = false): void {
    const waits = notBefore !== undefined && notBefore > this.now;
    lease.state = 'pending';
    lease.notBefore = waits && !this.#hosts.of(lease.host).pace.givenUp ? notBefore : 0;
    lease.tries = progressed ? 0 : lease.tries + (notBefore === undefined ? 0 : 1);
    this.#dropContent(lease);
  }

  /** Another rendition is asked for; all that was got of the last one is given up. */
  instead(lease: ModelRequest, askedUrl: string, host: string): void {
    this.end(lease, 'failed');
    Object.assign(lease, { state: 'pending', notBefore: 0, tries: 0, askedUrl, host });
  }

  claim(lease: ModelRequest, names: readonly string[]): string | undefined {
    const name = names.find((each) => {
      const holder = this.#names.get(each.toLowerCase())?.holder;
      return holder === undefined || holder === lease;
    });
    if (name !== undefined) this.#names.set(name.toLowerCase(), { holder: lease, saved: false });
    return name;
  }

  begin(lease: ModelRequest, { sha256 }: Pick<ImageRecord, 'sha256'>): Placement {
    const elsewhere = this.#elsewhere(lease, sha256);
    if (elsewhere !== undefined) return elsewhere;
    this.#dropContent(lease);
    this.#contents.set(sha256, lease);
    return { do: 'place' };
  }

  claimAndBegin(
    lease: ModelRequest,
    names: readonly string[],
    record: ImageRecord,
  ): ClaimedPlacement {
    const elsewhere = this.#elsewhere(lease, record.sha256);
    if (elsewhere !== undefined) return elsewhere;
    const fileName = this.claim(lease, names);
    if (fileName === undefined) return { do: 'taken' };
    this.begin(lease, record);
    return { do: 'place', fileName };
  }

  save(lease: ModelRequest, record: ImageRecord): void {
    lease.state = 'saved';
    lease.resume = undefined;
    this.#saved.push({ lease, record });
    for (const claim of this.#names.values()) if (claim.holder === lease) claim.saved = true;
  }

  /** Closed or dead: its leases are free, its placements stay begun. */
  ownerLeft(): void {
    for (const lease of this.leases()) lease.state = 'pending';
    this.#hosts.newRun();
  }

  requeueFailed(code: string | undefined): number {
    this.#hosts.forgive();
    return this.#requeue(
      ({ state, reason }) => state === 'failed' && (code === undefined || reason === code),
    );
  }

  requeueDepth(depth: number | undefined): number {
    return this.#requeue(
      ({ state, reason, request }) =>
        state === 'skipped' &&
        reason === 'max_depth' &&
        (depth === undefined || request.depth <= depth),
    );
  }

  requeueSkipped(rules: readonly SkipRule[]): number {
    return this.#requeue(
      ({ state, reason }) => state === 'skipped' && rules.some((rule) => rule === reason),
    );
  }

  requeueSaved(ids: readonly number[]): number {
    const lost = this.#saved.filter(({ lease }) => ids.includes(lease.id));
    this.#saved = this.#saved.filter((each) => !lost.includes(each));
    for (const { lease, record } of lost) {
      this.#dropContent(lease);
      this.#names.delete(record.fileName.toLowerCase());
    }
    const leases = lost.map(({ lease }) => lease);
    return this.#requeue(
      (each) => leases.includes(each) || (each.of !== undefined && leases.includes(each.of)),
    );
  }

  nextDue(): number | undefined {
    const times = [...this.#requests.values()]
      .filter(({ state, notBefore }) => state === 'pending' && notBefore > 0)
      .map(({ notBefore }) => notBefore)
      .concat(this.#hosts.rests());
    return times.length === 0 ? undefined : Math.min(...times);
  }

  counts(): Counts {
    const none = {
      queued: 0,
      pending: 0,
      crawled: 0,
      saved: 0,
      duplicate: 0,
      skipped: 0,
      failed: 0,
    };
    const counts: Counts = { image: { ...none }, gallery: { ...none }, bytes: 0, leased: 0 };
    for (const { kind, state } of this.#requests.values()) {
      counts[kind].queued++;
      counts[kind][state === 'leased' ? 'pending' : state]++;
    }
    counts.leased = this.leases().length;
    counts.bytes = this.#saved.reduce((sum, { record }) => sum + record.bytes, 0);
    return counts;
  }

  savedFiles(): string[] {
    return this.#saved.map(({ record }) => record.fileName);
  }

  savedIds(): number[] {
    return this.#saved.map(({ lease }) => lease.id);
  }

  /** How many URLs gave the bytes of each saved picture that has duplicates. */
  timesSaved(): number[] {
    const all = [...this.#requests.values()];
    return this.#saved
      .map(({ lease }) => 1 + all.filter(({ of }) => of === lease).length)
      .filter((urls) => urls > 1)
      .sort((a, b) => b - a);
  }

  failuresByCode(): Record<string, number> {
    const byCode: Record<string, number> = {};
    for (const { state, reason = '' } of this.#requests.values()) {
      if (state === 'failed') byCode[reason] = (byCode[reason] ?? 0) + 1;
    }
    return byCode;
  }

  #requeue(matches: (request: ModelRequest) => boolean): number {
    const again = [...this.#requests.values()].filter(matches);
    for (const each of again)
      Object.assign(each, {
        state: 'pending',
        tries: 0,
        of: undefined,
        reason: undefined,
        skippedAtOnce: false,
        askedUrl: undefined,
        host: each.request.host,
      });
    return again.length;
  }

  #elsewhere(lease: ModelRequest, sha256: string): Exclude<Placement, { do: 'place' }> | undefined {
    const holder = this.#contents.get(sha256);
    if (holder === undefined || holder === lease) return undefined;
    if (holder.state === 'saved') return { do: 'drop', of: holder.id };
    return holder.state === 'leased' ? { do: 'wait' } : undefined;
  }

  #dropContent(lease: ModelRequest): void {
    for (const [sha256, holder] of this.#contents) {
      if (holder === lease) this.#contents.delete(sha256);
    }
  }
}

const keyOf = ({ kind, key }: NewRequest): string => `${kind} ${key}`;

function fresh(request: NewRequest): ModelRequest {
  return {
    request,
    id: UNSEEN,
    kind: request.kind,
    host: request.host,
    askedUrl: undefined,
    state: request.skip === undefined ? 'pending' : 'skipped',
    notBefore: 0,
    tries: 0,
    leasedAt: 0,
    resume: undefined,
    of: undefined,
    reason: request.skip,
    skippedAtOnce: request.skip !== undefined,
  };
}

function reopen(known: ModelRequest, request: NewRequest): void {
  // It stays where it was first added.
  Object.assign(known, {
    request: { ...request, host: known.host },
    state: 'pending',
    reason: undefined,
    skippedAtOnce: false,
  });
}
