/**
 * How many requests a host may have at a time, judged by how it answered: a pure policy, the same for every engine.
 *
 * - **AIMD**: trouble halves the slots of a host and lets it rest; `slots` good answers in a row add one again, up to
 *   the cap that the user set. As in TCP there is one cut a round: requests that were on their way when the slots were
 *   cut last tell nothing new.
 * - **Circuit breaker**: a host that brought nothing but trouble is left alone for a while; then one request asks
 *   whether it is there again. When that happened too often in a row, the host is given up.
 * - **A broken file is not a broken host**: trouble with a request that failed before, and rare trouble of a host that
 *   otherwise does well, change nothing.
 */

/** What is remembered of a host in this run. */
export interface Pace {
  /** Leases that it may have at a time, as far as its behaviour goes. */
  slots: number;
  /** Good answers towards the next slot. */
  grown: number;
  /** Good answers since the last trouble, counted up to what makes a healthy host. */
  good: number;
  /** Troubles in a row, without a good answer between them. */
  troubles: number;
  /** Slots at which the host got into trouble last; reached again only slowly. 0: none known. */
  ceiling: number;
  /** Cuts since the last good answer: each doubles the rest. */
  cuts: number;
  /** The newest lease when the slots were cut or the breaker opened last; leases count upwards. */
  cutAt: number;
  /** How often in a row the breaker opened; 0: it is closed. */
  opens: number;
  givenUp: boolean;
}

export interface PacingConfig {
  /** Base of all rests, in milliseconds; default 1,000, the base of the waits between tries. */
  baseMs: number;
  /** A host that kept failing through so many pauses in a row is given up; default 5. */
  maxOpens: number;
}

export const DEFAULT_PACING: PacingConfig = { baseMs: 1_000, maxOpens: 5 };

export type PaceEvent =
  /** `leasedAt`: when the request was leased, on the scale of `cutAt`. */
  | { kind: 'good'; leasedAt: number }
  /** A transfer broke off, but brought something. */
  | { kind: 'progress' }
  | Trouble;

interface Trouble {
  kind: 'trouble';
  leasedAt: number;
  /** The newest lease of all. */
  newest: number;
  /** The host said so itself: 429, 503. */
  asked: boolean;
  /** Its Retry-After, in milliseconds. */
  restMs?: number;
  /** It had begun to answer: it is there, whatever became of the transfer. */
  answered?: boolean;
  /** How often the request had failed before. */
  tries: number;
}

export interface Paced {
  /** The same object when nothing changed. */
  pace: Pace;
  /** How long the host is to have no new lease, in milliseconds; 0: no rest. */
  restMs: number;
}

/** Of a host without a history; more slots than any cap. */
export const FRESH: Pace = {
  slots: 1_000_000,
  grown: 0,
  good: 0,
  troubles: 0,
  ceiling: 0,
  cuts: 0,
  cutAt: 0,
  opens: 0,
  givenUp: false,
};

/** No rest is longer, unless the host asks for it. */
export const LONGEST_REST_MS = 60_000;
/** What a host asks for is honoured up to this, in milliseconds. */
export const LONGEST_ASKED_MS = 600_000;
/** Troubles in a row that open the breaker; more while a host has more slots than that. */
const TROUBLES_TO_OPEN = 5;
/** So many rounds of good answers, instead of one, lead back to the number of slots that brought trouble. */
const PATIENCE = 16;

/** What an answer changes. `perHost` is the cap that the user set. */
export function nextPace(
  pace: Pace,
  event: PaceEvent,
  perHost: number,
  config: PacingConfig,
): Paced {
  if (event.kind === 'trouble') return onTrouble(pace, event, perHost, config);
  return { pace: event.kind === 'good' ? onGood(pace, event, perHost) : alive(pace), restMs: 0 };
}

function onGood(pace: Pace, { leasedAt }: { leasedAt: number }, perHost: number): Pace {
  const known = alive(pace);
  const good = Math.min(known.good + 1, healthy(perHost));
  // What was on its way before the cut says nothing about how the host bears what it has now.
  if (known.slots >= perHost || leasedAt <= known.cutAt)
    return good === known.good ? known : { ...known, good };
  const slots = known.slots + 1;
  const enough = known.slots * (slots === known.ceiling ? PATIENCE : 1);
  if (known.grown + 1 < enough) return { ...known, good, grown: known.grown + 1 };
  return { ...known, good, grown: 0, slots };
}

/** The host answers: the breaker closes, with the one slot that it left, and nothing is in a row any more. */
function alive(pace: Pace): Pace {
  if (pace.troubles === 0 && pace.opens === 0 && pace.cuts === 0 && !pace.givenUp) return pace;
  return { ...pace, troubles: 0, opens: 0, cuts: 0, givenUp: false };
}

function onTrouble(pace: Pace, event: Trouble, perHost: number, config: PacingConfig): Paced {
  const { asked, tries, newest } = event;
  const stale = event.leasedAt <= pace.cutAt;
  const askedMs = asked ? Math.min(event.restMs ?? 0, LONGEST_ASKED_MS) : 0;
  if (pace.givenUp) return { pace, restMs: 0 };
  if (pace.opens > 0) {
    return stale ? { pace, restMs: askedMs } : open(pace, newest, askedMs, config);
  }
  if (tries > 1 && !asked) return { pace, restMs: 0 };

  const certain = tries === 0 && event.answered !== true;
  const troubles = certain ? pace.troubles + 1 : pace.troubles;
  const slots = Math.min(pace.slots, perHost);
  if (troubles >= Math.max(TROUBLES_TO_OPEN, slots))
    return open({ ...pace, troubles }, newest, askedMs, config);
  if (stale) return { pace: { ...pace, troubles, good: 0 }, restMs: askedMs };
  if (!asked && pace.good >= healthy(perHost))
    return { pace: certain ? { ...pace, troubles, good: 0 } : pace, restMs: 0 };
  const cuts = certain || asked ? pace.cuts + 1 : pace.cuts;
  return {
    pace: {
      ...pace,
      troubles,
      cuts,
      good: 0,
      slots: Math.max(1, Math.floor(slots / 2)),
      grown: 0,
      ceiling: pace.cuts === 0 ? slots : pace.ceiling,
      cutAt: newest,
    },
    restMs: askedMs > 0 ? askedMs : doubled(config.baseMs / 2, cuts - 1),
  };
}

/** One slot, and a pause: the first lease after it is the probe. */
function open(
  pace: Pace,
  newest: number,
  askedMs: number,
  { baseMs, maxOpens }: PacingConfig,
): Paced {
  const opened = { ...pace, slots: 1, grown: 0, good: 0, cutAt: newest };
  if (pace.opens >= maxOpens) return { pace: { ...opened, givenUp: true }, restMs: 0 };
  const restMs = Math.max(askedMs, doubled(baseMs * 4, pace.opens));
  return { pace: { ...opened, opens: pace.opens + 1 }, restMs };
}

const doubled = (ms: number, times: number): number =>
  Math.min(LONGEST_REST_MS, ms * 2 ** Math.max(0, times));

/** Good answers in a row after which one trouble is taken for the file's, not the host's. */
const healthy = (perHost: number): number => 2 * perHost;
