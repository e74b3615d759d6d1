/** Which request is next. The cost of a lease depends on its limit, not on how many requests wait. */
import type Database from 'better-sqlite3';
import { CrawlError } from '../../errors.ts';
import type { LeasedRequest, RequestKind } from '../../model.ts';
import type { LeaseOptions } from '../contract.ts';
import type { HostTurn, Hosts } from './hosts.ts';
import type { RequestRow } from './rows.ts';
import { toLeasedRequest } from './rows.ts';

/** While fewer pictures of a host are ready, its pages come first: they bring the pictures. */
const ENOUGH_IMAGES = 64;
/** Delayed requests that one lease makes ready at most: bounds its time when very many are due at once. */
const PROMOTED_AT_ONCE = 256;

export class Leasing {
  readonly #hosts: Hosts;
  readonly #ownerId: number;
  readonly #promote: Database.Statement<[number, number]>;
  readonly #take: Database.Statement<[number, number, RequestKind], RequestRow>;
  readonly #holds: Database.Statement<[number, number], { id: number }>;
  readonly #nextDue: Database.Statement<[], { due: number | null }>;

  constructor(db: Database.Database, hosts: Hosts, ownerId: number) {
    this.#hosts = hosts;
    this.#ownerId = ownerId;
    this.#promote = db.prepare(
      `UPDATE request SET state = 'ready', not_before = NULL WHERE id IN
         (SELECT id FROM request WHERE state = 'delayed' AND not_before <= ? ORDER BY not_before LIMIT ?)`,
    );
    this.#take = db.prepare(
      `UPDATE request SET state = 'leased', lease_owner = ? WHERE id =
         (SELECT id FROM request WHERE host_id = ? AND kind = ? AND state = 'ready' ORDER BY id LIMIT 1)
       RETURNING id, kind, url, key_text, page_url, depth, data, tries, added_at`,
    );
    this.#holds = db.prepare(
      `SELECT id FROM request WHERE id = ? AND state = 'leased' AND lease_owner = ?`,
    );
    this.#nextDue = db.prepare(
      `SELECT min(not_before) AS due FROM request WHERE state = 'delayed'`,
    );
  }

  lease({ limit, perHost, kinds }: LeaseOptions, now: number): LeasedRequest[] {
    this.#hosts.setCap(perHost);
    this.#promoteDue(now);
    const leased: LeasedRequest[] = [];
    while (leased.length < limit) {
      const host = this.#hosts.next(kinds);
      if (host === undefined) break;
      const row = this.#take.get(this.#ownerId, host.id, kindToServe(host, kinds));
      if (row === undefined) {
        throw new CrawlError(
          'storage_corrupt',
          `The ready requests of ${host.name} are miscounted.`,
        );
      }
      this.#hosts.served(host.id, now);
      leased.push(toLeasedRequest(row, host.name));
    }
    return leased;
  }

  /** The look costs a fiftieth of the update, which is rarely needed and slow even when it finds nothing. */
  #promoteDue(now: number): void {
    const due = this.nextDue();
    if (due !== undefined && due <= now) this.#promote.run(now, PROMOTED_AT_ONCE);
  }

  /** @throws CrawlError `lease_lost` */
  assertLeased(id: number): void {
    if (this.#holds.get(id, this.#ownerId) === undefined) throw leaseLost(id);
  }

  nextDue(): number | undefined {
    return this.#nextDue.get()?.due ?? undefined;
  }
}

export function leaseLost(id: number): CrawlError {
  return new CrawlError('lease_lost', `Request ${id} is not leased by this run.`);
}

/** Of a host that has at least one ready request of `kinds`. */
function kindToServe(host: HostTurn, kinds: readonly RequestKind[]): RequestKind {
  const page = host.ready_pages > 0 && kinds.includes('gallery');
  const image = host.ready_images > 0 && kinds.includes('image');
  if (page && image) return host.ready_images < ENOUGH_IMAGES ? 'gallery' : 'image';
  return page ? 'gallery' : 'image';
}
