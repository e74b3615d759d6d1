/** Which request is next. The cost of a lease depends on its limit, not on how many requests wait. */
import type Database from 'better-sqlite3';
import { CrawlError } from '../../errors.ts';
import type { LeasedRequest, RequestKind } from '../../model.ts';
import type { LeaseOptions } from '../contract.ts';
import { DEFAULT_PACING } from '../pacing.ts';
import type { HostTurn, Hosts } from './hosts.ts';
import type { HeldLease, Paces } from './paces.ts';
import type { RequestRow } from './rows.ts';
import { toLeasedRequest } from './rows.ts';
import type { Waiting } from './waiting.ts';

/** While fewer pictures of a host are ready, its pages come first: they bring the pictures. */
const ENOUGH_IMAGES = 64;
/** Ready requests among which the probe of a paused host is chosen. */
const PROBE_AMONG = 256;

type TakeColumns = [owner: number, leasedAt: number, host: number, kind: RequestKind];

export class Leasing {
  readonly #hosts: Hosts;
  readonly #paces: Paces;
  readonly #waiting: Waiting;
  readonly #ownerId: number;
  readonly #take: Database.Statement<TakeColumns, RequestRow>;
  readonly #takeProbe: Database.Statement<TakeColumns, RequestRow>;
  readonly #held: Database.Statement<[number, number], HeldLease>;
  readonly #holds: Database.Statement<[number, number], { id: number }>;

  constructor(
    db: Database.Database,
    parts: { hosts: Hosts; paces: Paces; waiting: Waiting; ownerId: number },
  ) {
    this.#hosts = parts.hosts;
    this.#paces = parts.paces;
    this.#waiting = parts.waiting;
    this.#ownerId = parts.ownerId;
    const take = (ready: string): Database.Statement<TakeColumns, RequestRow> =>
      db.prepare(
        `UPDATE request SET state = 'leased', lease_owner = ?, leased_at = ? WHERE id = (${ready})
         RETURNING id, kind, url, key_text, page_url, depth, data, tries, added_at, resume`,
      );
    const ready = `FROM request WHERE host_id = ? AND kind = ? AND state = 'ready' ORDER BY id`;
    this.#take = take(`SELECT id ${ready} LIMIT 1`);
    // Those that failed before may do so for a reason of their own.
    this.#takeProbe = take(
      `SELECT id FROM (SELECT id, tries ${ready} LIMIT ${PROBE_AMONG}) ORDER BY tries, id LIMIT 1`,
    );
    this.#held = db.prepare(
      `SELECT host_id, leased_at, tries FROM request WHERE id = ? AND state = 'leased' AND lease_owner = ?`,
    );
    this.#holds = db.prepare(
      `SELECT id FROM request WHERE id = ? AND state = 'leased' AND lease_owner = ?`,
    );
  }

  lease(options: LeaseOptions, now: number): LeasedRequest[] {
    const { limit, perHost, intervalMs = 0, admission = false, pacing, kinds } = options;
    this.#hosts.setCap({ perHost, admission });
    this.#paces.configure(pacing ?? DEFAULT_PACING);
    this.#waiting.promoteDue(now);
    const leased: LeasedRequest[] = [];
    while (leased.length < limit) {
      const host = this.#hosts.next(kinds);
      if (host === undefined) break;
      leased.push(this.#takeFrom(host, kinds, now));
      const wait = Math.max(intervalMs, host.delay_ms);
      if (wait > 0 && host.given_up === 0) this.#hosts.rest(host.id, now + wait);
    }
    return leased;
  }

  #takeFrom(host: HostTurn, kinds: readonly RequestKind[], now: number): LeasedRequest {
    const leasedAt = this.#hosts.served(host.id, now);
    const take = host.opens > 0 ? this.#takeProbe : this.#take;
    const row = take.get(this.#ownerId, leasedAt, host.id, kindToServe(host, kinds));
    if (row !== undefined) return toLeasedRequest(row, host);
    throw new CrawlError('storage_corrupt', `The ready requests of ${host.name} are miscounted.`);
  }

  /** @throws CrawlError `lease_lost` */
  assertLeased(id: number): void {
    if (this.#holds.get(id, this.#ownerId) === undefined) throw leaseLost(id);
  }

  /** A lease of this run. @throws CrawlError `lease_lost` */
  held(id: number): HeldLease {
    const held = this.#held.get(id, this.#ownerId);
    if (held === undefined) throw leaseLost(id);
    return held;
  }
}

function leaseLost(id: number): CrawlError {
  return new CrawlError('lease_lost', `Request ${id} is not leased by this run.`);
}

/** Of a host that has at least one ready request of `kinds`. */
function kindToServe(host: HostTurn, kinds: readonly RequestKind[]): RequestKind {
  const page = host.ready_pages > 0 && kinds.includes('gallery');
  const image = host.ready_images > 0 && kinds.includes('image');
  if (page && image) return host.ready_images < ENOUGH_IMAGES ? 'gallery' : 'image';
  return page ? 'gallery' : 'image';
}
