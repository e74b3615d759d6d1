/** What a crawl store keeps of hosts, as a plain map. */
import type { HostSignal } from '../../src/model.ts';
import type { LeaseOptions } from '../../src/store/contract.ts';
import type { Pace, PaceEvent, PacingConfig } from '../../src/store/pacing.ts';
import { DEFAULT_PACING, FRESH, nextPace } from '../../src/store/pacing.ts';

export interface HostModel {
  pace: Pace;
  /** 0: it does not rest. */
  waitsUntil: number;
  admitted: boolean;
  delayMs: number;
}

export class HostsModel {
  readonly #hosts = new Map<string, HostModel>();
  #perHost = 1;
  #admission = false;
  #intervalMs = 0;
  #config: PacingConfig = DEFAULT_PACING;
  #newest = 0;

  of(name: string): HostModel {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const host = { pace: FRESH, waitsUntil: 0, admitted: false, delayMs: 0 };
    this.#hosts.set(name, host);
    return host;
  }

  /** A lease is asked for: its options hold, and rests that are over end. */
  lease(options: LeaseOptions, now: number): void {
    this.#perHost = options.perHost;
    this.#admission = options.admission ?? false;
    this.#intervalMs = options.intervalMs ?? 0;
    this.#config = options.pacing ?? DEFAULT_PACING;
    for (const host of this.#hosts.values()) if (host.waitsUntil <= now) host.waitsUntil = 0;
  }

  /** Leases that a host may have at this moment. */
  room(name: string): number {
    const { pace, waitsUntil, admitted } = this.of(name);
    if (pace.givenUp) return this.#perHost;
    if (waitsUntil > 0) return 0;
    return this.#admission && !admitted ? 1 : Math.min(this.#perHost, pace.slots);
  }

  /** `now`: absent when it has no lease. */
  admit(name: string, delayMs: number, now: number | undefined): void {
    const host = this.of(name);
    Object.assign(host, { admitted: true, delayMs });
    if (now !== undefined && delayMs > 0 && !host.pace.givenUp)
      host.waitsUntil = Math.max(host.waitsUntil, now + delayMs);
  }

  served(name: string, now: number): number {
    const host = this.of(name);
    const wait = Math.max(this.#intervalMs, host.delayMs);
    if (wait > 0 && !host.pace.givenUp) host.waitsUntil = Math.max(host.waitsUntil, now + wait);
    return ++this.#newest;
  }

  /** Whether that was the last straw. */
  learn(
    lease: { host: string; leasedAt: number; tries: number },
    signal: HostSignal,
    progressed: boolean,
    now: number,
  ): boolean {
    const host = this.of(lease.host);
    const { leasedAt, tries } = lease;
    const event: PaceEvent =
      signal.kind === 'good'
        ? { kind: 'good', leasedAt }
        : progressed && !signal.asked
          ? { kind: 'progress' }
          : { ...signal, leasedAt, newest: this.#newest, tries };
    const before = host.pace;
    const { pace, restMs } = nextPace(before, event, this.#perHost, this.#config);
    host.pace = pace;
    if (pace.givenUp) host.waitsUntil = 0;
    else if (restMs > 0) host.waitsUntil = Math.max(host.waitsUntil, Math.ceil(now + restMs));
    return pace.givenUp && !before.givenUp;
  }

  rests(): number[] {
    return [...this.#hosts.values()]
      .map(({ waitsUntil }) => waitsUntil)
      .filter((until) => until > 0);
  }

  forgive(): void {
    for (const host of this.#hosts.values()) {
      if (host.pace.givenUp || host.pace.opens > 0)
        Object.assign(host, { pace: FRESH, waitsUntil: 0 });
    }
  }

  newRun(): void {
    for (const host of this.#hosts.values())
      Object.assign(host, { pace: FRESH, admitted: false, delayMs: 0 });
  }
}
