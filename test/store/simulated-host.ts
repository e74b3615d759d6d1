/** Hosts and a crawl in virtual time: the crawl store decides, a model of a server answers. */
import type { Attempt, HostSignal, LeasedRequest, Verdict } from '../../src/model.ts';
import type { CrawlStore, LeaseOptions } from '../../src/store/contract.ts';

/** How a server answers one request: after so many milliseconds, well or with a fault. */
export interface SimulatedAnswer {
  afterMs: number;
  fault?: Attempt['code'];
  signal?: HostSignal;
}

export interface Simulation {
  store: CrawlStore;
  clock: { now: number };
  options: Omit<LeaseOptions, 'limit'>;
  /** `atOnce`: requests that its host has in hand, this one included. */
  answer: (request: LeasedRequest, atOnce: number, now: number) => SimulatedAnswer;
  /** Attempts in all; default 5. */
  maxTries?: number;
  /** Workers; default 64. */
  workers?: number;
}

export interface SimulatedEnd {
  url: string;
  host: string;
  state: Verdict['state'];
  attempts: number;
  /** When it ended, in milliseconds since the simulation began. */
  at: number;
}

export interface SimulationResult {
  ends: SimulatedEnd[];
  /** Requests that were sent, by host. */
  sent: Record<string, number>;
  /** Leases of hosts that were given up. */
  unavailable: number;
  /** Milliseconds, from the beginning to the end. */
  tookMs: number;
  /** Mean number of requests at once, by host, while it had any left. */
  meanAtOnce: Record<string, number>;
}

const LONGEST_MS = 24 * 3_600_000;

interface Transfer {
  request: LeasedRequest;
  endsAt: number;
  answer: SimulatedAnswer;
}

/** Runs until nothing is left. Retries wait as `decideRetry` would have them at the middle of its range. */
export async function simulate(simulation: Simulation): Promise<SimulationResult> {
  const { store, clock, options, answer, maxTries = 5, workers = 64 } = simulation;
  const begun = clock.now;
  const busyMs: Record<string, number> = {};
  const lastEnd: Record<string, number> = {};
  const attempts = new Map<number, number>();
  const result: SimulationResult = {
    ends: [],
    sent: {},
    unavailable: 0,
    tookMs: 0,
    meanAtOnce: {},
  };
  let underWay: Transfer[] = [];

  const end = async ({ request, answer: given }: Transfer): Promise<void> => {
    const { id, url, host } = request;
    const tried = attempts.get(id) ?? 0;
    const verdict = verdictOf(given, tried, maxTries, clock.now);
    await store.settle(id, verdict, given.signal ?? signalOf(given));
    if (verdict.state === 'retry') return;
    result.ends.push({
      url,
      host,
      state: verdict.state,
      attempts: tried,
      at: clock.now - begun,
    });
  };
  const leaseAll = async (): Promise<void> => {
    const limit = workers - underWay.length;
    const leases = limit > 0 ? await store.lease({ ...options, limit }) : [];
    for (const request of leases) {
      const { id, host } = request;
      if (request.hostUnavailable) {
        result.unavailable++;
        await store.settle(id, {
          state: 'failed',
          attempt: attemptOf('host_unavailable', clock.now),
        });
        result.ends.push({
          url: request.url,
          host,
          state: 'failed',
          attempts: attempts.get(id) ?? 0,
          at: clock.now - begun,
        });
        continue;
      }
      attempts.set(id, (attempts.get(id) ?? 0) + 1);
      result.sent[host] = (result.sent[host] ?? 0) + 1;
      const atOnce = underWay.filter((each) => each.request.host === host).length + 1;
      const given = answer(request, atOnce, clock.now);
      underWay.push({ request, endsAt: clock.now + given.afterMs, answer: given });
      busyMs[host] = (busyMs[host] ?? 0) + given.afterMs;
      lastEnd[host] = clock.now + given.afterMs;
    }
    if (leases.length > 0) await leaseAll();
  };

  for (;;) {
    await leaseAll();
    const due = await store.nextDue();
    const next = Math.min(due ?? Infinity, ...underWay.map(({ endsAt }) => endsAt));
    if (next === Infinity && (await store.counts()).image.pending === 0) break;
    if (next === Infinity || next - begun > LONGEST_MS)
      throw new Error('the simulation stands still');
    clock.now = Math.max(next, clock.now);
    const ended = underWay.filter(({ endsAt }) => endsAt <= clock.now);
    underWay = underWay.filter(({ endsAt }) => endsAt > clock.now);
    for (const each of ended) await end(each);
  }
  result.tookMs = clock.now - begun;
  for (const [host, ms] of Object.entries(busyMs))
    result.meanAtOnce[host] = ms / ((lastEnd[host] ?? 0) - begun);
  return result;
}

function verdictOf(
  { fault }: SimulatedAnswer,
  tried: number,
  maxTries: number,
  now: number,
): Verdict {
  if (fault === undefined) return { state: 'crawled', found: [] };
  const attempt = attemptOf(fault, now);
  if (tried >= maxTries) return { state: 'failed', attempt };
  return {
    state: 'retry',
    attempt,
    notBefore: now + Math.min(60_000, 250 + 500 * 2 ** (tried - 1)),
  };
}

const signalOf = ({ fault }: SimulatedAnswer): HostSignal =>
  fault === undefined
    ? { kind: 'good' }
    : { kind: 'trouble', asked: false, ...(fault === 'truncated' ? { answered: true } : {}) };

const attemptOf = (code: Attempt['code'], at: number): Attempt => ({ at, code, message: code });

/** The same sequence of numbers in [0, 1) for the same seed (a linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
