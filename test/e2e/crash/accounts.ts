/** Which requests of each run can be explained by what it recorded, and which cannot. */
import type { Run } from './runs.ts';
import type { Asked } from './site.ts';
import type { RequestState, State } from './state.ts';

const WAITING = new Set(['ready', 'delayed', 'leased']);
const isDone = (request: RequestState | undefined) =>
  request !== undefined && !WAITING.has(request.state);

export interface Accounts {
  /** Requests that a run sent without need, one line each. Empty when all is well. */
  tooMany: string[];
  /** Outcomes that were recorded without a request. Empty when all is well. */
  tooFew: string[];
  /** Requests whose answer a kill threw away, in all. */
  repeated: number;
  /** Leases that were in flight at a kill, in all. */
  inFlight: number;
}

/**
 * In each run, every request for a URL is a failed attempt recorded in that run, or its good end, or was in flight
 * when the run was killed. So what was done before a run started is never asked for in it.
 */
export function accountsOf(runs: readonly Run[], asked: readonly Asked[]): Accounts {
  const accounts: Accounts = { tooMany: [], tooFew: [], repeated: 0, inFlight: 0 };
  let before: State | undefined;
  for (const { run, state } of runs) {
    const sent = countByUrl(asked.filter((request) => request.run === run));
    for (const url of new Set([...sent.keys(), ...state.requests.keys()])) {
      const was = before?.requests.get(url);
      const is = state.requests.get(url);
      const recorded = recordedBetween(was, is);
      const inFlight = is?.state === 'leased' ? 1 : 0;
      const times = sent.get(url) ?? 0;
      const line = `run ${run}: ${times} requests for ${url}, which was ${show(was)} and is ${show(is)}`;
      if (times > recorded + inFlight) accounts.tooMany.push(line);
      // A picture that the last run had placed when it was killed is recorded without being asked for again.
      if (times < recorded - (was?.state === 'leased' ? 1 : 0)) accounts.tooFew.push(line);
      accounts.repeated += Math.max(0, times - recorded);
      accounts.inFlight += inFlight;
    }
    before = state;
  }
  return accounts;
}

/** Failed attempts, and the end of a request that did not fail (whose last attempt would count twice). */
function recordedBetween(was: RequestState | undefined, is: RequestState | undefined): number {
  const attempts = (is?.attempts ?? 0) - (was?.attempts ?? 0);
  const ended = isDone(is) && !isDone(was) && is?.state !== 'failed';
  return attempts + (ended ? 1 : 0);
}

const show = (request: RequestState | undefined) =>
  request === undefined ? 'unknown' : `${request.state} after ${request.attempts} failed attempts`;

function countByUrl(asked: readonly Asked[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { url } of asked) counts.set(url, (counts.get(url) ?? 0) + 1);
  return counts;
}
