/** Which request is next. The cost of a lease depends on its limit, not on how many requests wait. */
import type Database from 'better-sqlite3';
import { CrawlError } from '../../errors.ts';
import type { LeasedRequest, RequestKind } from '../../model.ts';
import type { LeaseOptions } from '../contract.ts';
import { DEFAULT_PACING } from '../pacing.ts';
import type { HostTurn } from './host-turn.ts';
import { waitingOf } from './host-turn.ts';
import type { Hosts } from './hosts.ts';
import type { HeldLease, Leases } from './leases.ts';
import type { Paces } from './paces.ts';
import type { RequestRow } from './rows.ts';
import { toLeasedRequest } from './rows.ts';
import type { Turns } from './turns.ts';
import type { Waiting } from './waiting.ts';

/** While fewer pictures of a host wait, its pages come first: they bring the pictures. */
const ENOUGH_IMAGES = 64;
/** Ready requests among which the probe of a paused host is chosen. */
const PROBE_AMONG = 256;

interface Parts {
  hosts: Hosts;
  turns: Turns;
  paces: Paces;
  waiting: Waiting;
  leases: Leases;
}

type From = [host: number, kind: RequestKind, after: number];

export class Leasing {
  readonly #parts: Parts;
  readonly #first: Database.Statement<From, RequestRow>;
  readonly #ready: Database.Statement<From, { id: number; tries: number }>;
  readonly #get: Database.Statement<[number], RequestRow>;

  constructor(db: Database.Database, parts: Parts) {
    this.#parts = parts;
    const columns =
      'id, kind, url, key_text, page_url, depth, data, tries, added_at, resume, asked_url';
    const ready = `FROM request WHERE host_id = ? AND kind = ? AND state = 'ready' AND id > ? ORDER BY id`;
    this.#first = db.prepare(`SELECT ${columns} ${ready} LIMIT 1`);
    this.#ready = db.prepare(`SELECT id, tries ${ready} LIMIT ${PROBE_AMONG}`);
    this.#get = db.prepare(`SELECT ${columns} FROM request WHERE id = ?`);
  }

  /** Whether a lease would only read; what it writes all the same, for a crawl delay, is a single statement. */
  onlyReads({ perHost, admission = false, intervalMs = 0 }: LeaseOptions, now: number): boolean {
    const { hosts, waiting } = this.#parts;
    return intervalMs === 0 && hosts.hasCap({ perHost, admission }) && waiting.isQuiet(now);
  }

  lease(options: LeaseOptions, now: number): LeasedRequest[] {
    const { limit, perHost, intervalMs = 0, admission = false, pacing, kinds } = options;
    const { hosts, paces, turns, waiting } = this.#parts;
    hosts.setCap({ perHost, admission });
    paces.configure(pacing ?? DEFAULT_PACING);
    waiting.promoteDue(now);
    const leased: LeasedRequest[] = [];
    while (leased.length < limit) {
      const host = turns.next(kinds);
      if (host === undefined) break;
      leased.push(this.#takeFrom(host, kindToServe(host, kinds), now));
      const wait = Math.max(intervalMs, host.delayMs);
      if (wait > 0 && !host.givenUp) waiting.rest(host.id, now + wait);
    }
    return leased;
  }

  /** A lease of this run. @throws CrawlError `lease_lost` */
  held(id: number): HeldLease {
    const held = this.#parts.leases.get(id);
    if (held !== undefined) return held;
    throw new CrawlError('lease_lost', `Request ${id} is not leased by this run.`);
  }

  /** @throws CrawlError `lease_lost` */
  transferred(id: number): void {
    const { leases, turns } = this.#parts;
    const held = this.held(id);
    if (held.transferred) return;
    leases.add(id, { ...held, transferred: true });
    turns.transferred(held.hostId);
  }

  #takeFrom(host: HostTurn, kind: RequestKind, now: number): LeasedRequest {
    const { leases, turns } = this.#parts;
    const row = (host.opens > 0 ? this.#probe(host, kind) : undefined) ?? this.#oldest(host, kind);
    if (row === undefined)
      throw new CrawlError('storage_corrupt', `The ready requests of ${host.name} are miscounted.`);
    const leasedAt = turns.served(host, kind, now);
    leases.add(row.id, { hostId: host.id, kind, leasedAt, tries: row.tries });
    return toLeasedRequest(row, host);
  }

  #oldest(host: HostTurn, kind: RequestKind): RequestRow | undefined {
    const { leases } = this.#parts;
    const row = this.#first.get(host.id, kind, host.servedTo[kind]);
    if (row === undefined || !leases.has(row.id)) {
      if (row !== undefined) host.servedTo[kind] = row.id;
      return row;
    }
    // Something older was put back, and leased again: from there on, others are leased still.
    for (let after = row.id; ;) {
      const some = this.#ready.all(host.id, kind, after);
      const free = some.find(({ id }) => !leases.has(id)) ?? some.at(-1);
      if (free === undefined) return undefined;
      host.servedTo[kind] = after = free.id;
      if (!leases.has(free.id)) return this.#get.get(free.id);
    }
  }

  /** Those that failed before may do so for a reason of their own. */
  #probe(host: HostTurn, kind: RequestKind): RequestRow | undefined {
    let best: { id: number; tries: number } | undefined;
    for (const each of this.#ready.all(host.id, kind, 0)) {
      if (this.#parts.leases.has(each.id)) continue;
      if (best === undefined || each.tries < best.tries) best = each;
    }
    return best && this.#get.get(best.id);
  }
}

/** Of a host that has at least one request of `kinds` to lease. */
function kindToServe(host: HostTurn, kinds: readonly RequestKind[]): RequestKind {
  const page = waitingOf(host, 'gallery') > 0 && kinds.includes('gallery');
  const image = waitingOf(host, 'image') > 0 && kinds.includes('image');
  if (page && image) return waitingOf(host, 'image') < ENOUGH_IMAGES ? 'gallery' : 'image';
  return page ? 'gallery' : 'image';
}
