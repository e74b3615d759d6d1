/** Which requests of each run can be explained by what it recorded, and which cannot. */
import type { Run } from './runs.ts';
import type { Asked } from './site.ts';
import { pathOf, type RequestState } from './state.ts';

const WAITING = new Set(['ready', 'delayed']);
/** Asked for once by each run that asks for anything; it is no request of the queue's. */
const ROBOTS = '/robots.txt';
const isDone = (request: RequestState | undefined) =>
  request !== undefined && !WAITING.has(request.state);

export interface Accounts {
  /** Requests that a run sent without need, one line each. Empty when all is well. */
  tooMany: string[];
  /** Outcomes that were recorded without a request. Empty when all is well. */
  tooFew: string[];
  /** Requests whose answer a kill threw away, in all. */
  repeated: number;
  /** Requests that were in flight when each run ended: sent, and neither recorded nor done. */
  inFlight: number[];
}

/**
 * In each run, every request for a URL is a failed attempt recorded in that run, or its good end, or was in flight
 * when the run was killed. So what was done before a run started is never asked for in it; nor is what the run before
 * had placed under its final name when it was killed.
 */
export function accountsOf(runs: readonly Run[], asked: readonly Asked[]): Accounts {
  const accounts: Accounts = { tooMany: [], tooFew: [], repeated: 0, inFlight: [] };
  let before: Run | undefined;
  for (const now of runs) {
    const sent = countByUrl(asked.filter((request) => request.run === now.run));
    const rules = sent.get(ROBOTS) ?? 0;
    if (rules > 1) accounts.tooMany.push(`run ${now.run}: ${rules} requests for ${ROBOTS}`);
    sent.delete(ROBOTS);
    const placed = placedBy(before);
    let leased = 0;
    for (const url of new Set([...sent.keys(), ...now.state.requests.keys()])) {
      const was = before?.state.requests.get(url);
      const is = now.state.requests.get(url);
      const recorded = recordedBetween(was, is);
      const times = sent.get(url) ?? 0;
      // Which requests are leased, no file tells: an owner takes that along.
      const inFlight = is !== undefined && !isDone(is) && times > recorded ? 1 : 0;
      const line = `run ${now.run}: ${times} requests for ${url}, which was ${show(was)} and is ${show(is)}`;
      if (times > recorded + inFlight || (times > 0 && placed.has(url)))
        accounts.tooMany.push(line);
      if (times < recorded - (placed.has(url) ? 1 : 0)) accounts.tooFew.push(line);
      accounts.repeated += Math.max(0, times - recorded);
      leased += inFlight;
    }
    accounts.inFlight.push(leased);
    before = now;
  }
  return accounts;
}

/** Paths of pictures that stand whole under their final names, and are not recorded. */
function placedBy(run: Run | undefined): Set<string> {
  const there = run?.state.placing.filter(
    ({ file_name, sha256 }) => run.files.whole.get(file_name) === sha256,
  );
  return new Set(there?.map(({ url }) => pathOf(url)));
}

/** Failed attempts, and the end of a request that did not fail (whose last attempt would count twice). */
function recordedBetween(was: RequestState | undefined, is: RequestState | undefined): number {
  const attempts = (is?.attempts ?? 0) - (was?.attempts ?? 0);
  const ended = isDone(is) && !isDone(was) && is?.state !== 'failed';
  return attempts + (ended ? 1 : 0);
}

const show = (request: RequestState | undefined) =>
  request === undefined ? 'unknown' : `${request.state} after ${request.attempts} failed attempts`;

/** A thumbnail is asked for on behalf of its original, which could not be had. */
function countByUrl(asked: readonly Asked[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of asked) {
    const url = each.url.replace(/^\/thumbs(?=\/)/, '');
    counts.set(url, (counts.get(url) ?? 0) + 1);
  }
  return counts;
}
