/**
 * Whose turn it is: of the hosts that have something ready, room and no rest, the one served longest ago. Kept in
 * memory for the hosts that have requests to hand out. The table `host` is the truth about all but leases: memory
 * follows each change of a row, and is built anew after a transaction was undone.
 */
import type Database from 'better-sqlite3';
import type { RequestKind } from '../../model.ts';
import { HostLine } from './host-line.ts';
import type { HostRow, HostTurn } from './host-turn.ts';
import { HOST_COLUMNS, mayBeServed, newTurn, update } from './host-turn.ts';
import type { HeldLease, Leases } from './leases.ts';

/** How often the rows of hosts are told of leases, in milliseconds: for people, and for the round after a crash. */
const WRITE_EVERY_MS = 1_000;
/** Hosts with nothing to hand out that are kept in memory. */
const IDLE_KEPT = 10_000;
export class Turns {
  readonly #leases: Leases;
  readonly #get: Database.Statement<[number], HostRow>;
  readonly #busy: Database.Statement<[], HostRow>;
  readonly #write: Database.Statement<[number, number, number]>;
  readonly #lines: Record<RequestKind, HostLine<HostTurn>> = {
    gallery: new HostLine(),
    image: new HostLine(),
  };
  /** Their rows were changed since memory looked at them. */
  readonly #touched = new Set<number>();
  /** Served for the first time in this run: their rows are told with the next transaction. */
  readonly #fresh = new Set<HostTurn>();
  /** Their leases were changed since their rows were told. */
  readonly #unwritten = new Set<HostTurn>();
  #writtenAt = -Infinity;
  #hosts = new Map<number, HostTurn>();
  #stale = true;
  /** When a host was served last, in microseconds: never goes back, even when the clock does. */
  #newest: number;

  constructor(db: Database.Database, leases: Leases) {
    this.#leases = leases;
    this.#get = db.prepare(`SELECT ${HOST_COLUMNS} FROM host WHERE id = ?`);
    this.#busy = db.prepare(
      `SELECT ${HOST_COLUMNS} FROM host WHERE ready_pages > 0 OR ready_images > 0`,
    );
    this.#write = db.prepare('UPDATE host SET leased = ?, next_at = max(next_at, ?) WHERE id = ?');
    const last = db.prepare<[], { at: number | null }>('SELECT max(next_at) AS at FROM host').get();
    this.#newest = last?.at ?? 0;
  }

  /** The newest lease, on the scale of `nextAt`. */
  get newest(): number {
    return this.#newest;
  }

  /** The host with a request of one of these kinds that may be leased, and was served longest ago. */
  next(kinds: readonly RequestKind[]): HostTurn | undefined {
    this.#catchUp();
    let next: HostTurn | undefined;
    for (const kind of kinds) {
      const first = this.#first(kind);
      if (first === undefined) continue;
      const earlier =
        next === undefined ||
        first.nextAt < next.nextAt ||
        (first.nextAt === next.nextAt && first.id < next.id);
      if (earlier) next = first;
    }
    return next;
  }

  /** Sends a host to the end of the line; returns its new place there. `now` in milliseconds. */
  served(host: HostTurn, kind: RequestKind, now: number): number {
    this.#newest = Math.max(Math.trunc(now * 1000), this.#newest + 1);
    host.nextAt = this.#newest;
    host.leased[kind]++;
    // So that a run that dies early does not begin its round where the last one did.
    (host.written ? this.#unwritten : this.#fresh).add(host);
    return this.#newest;
  }

  /** A lease takes no room any more, and has not ended yet. */
  transferred(hostId: number): void {
    const host = this.#hosts.get(hostId);
    if (host === undefined) return;
    host.transferred++;
    this.#settle(host);
  }

  /** A lease ended; `leaves`: its request is not ready any more. */
  ended({ hostId, kind, transferred }: HeldLease, leaves: boolean): void {
    const host = this.#hosts.get(hostId);
    if (host === undefined) return;
    host.leased[kind]--;
    if (transferred) host.transferred--;
    if (leaves) host.ready[kind]--;
    this.#unwritten.add(host);
    this.#settle(host);
  }

  /** A new request is ready; its id is higher than all others. */
  added(hostId: number, kind: RequestKind): void {
    const host = this.#hosts.get(hostId);
    if (host === undefined) this.#touched.add(hostId);
    else {
      host.ready[kind]++;
      this.#offer(host);
    }
  }

  /** A request is ready, or may be leased again. */
  putBack(hostId: number, kind: RequestKind, requestId: number): void {
    this.#touched.add(hostId);
    const host = this.#hosts.get(hostId);
    if (host !== undefined) host.servedTo[kind] = Math.min(host.servedTo[kind], requestId - 1);
  }

  /** Whether a host that was not given up has leases. */
  isBeingServed(hostId: number): boolean {
    this.#catchUp();
    const host = this.#hosts.get(hostId);
    return host !== undefined && !host.givenUp && host.leased.gallery + host.leased.image > 0;
  }

  /** To be called when the row of a host was changed. */
  touch(hostId: number): void {
    this.#touched.add(hostId);
  }

  /** Tells the rows of hosts of their leases, when that was long ago; to be called within transactions. */
  write(now = performance.now()): void {
    if (this.#fresh.size > 0) {
      for (const host of this.#fresh) this.#writeRow(host);
      this.#fresh.clear();
    }
    if (now - this.#writtenAt < WRITE_EVERY_MS) return;
    this.#writtenAt = now;
    for (const host of this.#unwritten) this.#writeRow(host);
    this.#unwritten.clear();
  }

  /** To be called when a transaction was undone, and when very many rows were changed. */
  forget(): void {
    this.#stale = true;
  }

  #catchUp(): void {
    if (this.#stale) this.#load();
    for (const id of this.#touched) {
      const row = this.#get.get(id);
      if (row !== undefined) this.#follow(row);
    }
    this.#touched.clear();
  }

  #load(): void {
    const before = this.#hosts;
    this.#hosts = new Map();
    for (const line of Object.values(this.#lines)) line.clear();
    for (const row of this.#busy.iterate()) {
      const host = newTurn(row);
      host.nextAt = Math.max(host.nextAt, before.get(row.id)?.nextAt ?? 0);
      this.#hosts.set(row.id, host);
    }
    for (const { hostId, kind, transferred } of this.#leases.values()) {
      const host = this.#hosts.get(hostId);
      if (host === undefined) continue;
      host.leased[kind]++;
      if (transferred) host.transferred++;
    }
    for (const host of this.#hosts.values()) this.#offer(host);
    this.#fresh.clear();
    this.#unwritten.clear();
    this.#stale = false;
  }

  #writeRow(host: HostTurn): void {
    this.#write.run(host.leased.gallery + host.leased.image, host.nextAt, host.id);
    host.written = true;
  }

  #follow(row: HostRow): void {
    const known = this.#hosts.get(row.id);
    const host = known ?? newTurn(row);
    if (known === undefined) this.#hosts.set(row.id, host);
    else update(host, row);
    this.#settle(host);
  }

  #settle(host: HostTurn): void {
    const idle = host.ready.gallery === 0 && host.ready.image === 0;
    if (!idle) this.#offer(host);
    else if (this.#hosts.size > IDLE_KEPT) this.#hosts.delete(host.id);
  }

  /** A host enters a line when it may be served, and leaves it when it comes to the head and may not. */
  #offer(host: HostTurn): void {
    for (const kind of ['gallery', 'image'] as const) {
      if (host.inLine[kind] || !mayBeServed(host, kind)) continue;
      host.inLine[kind] = true;
      this.#lines[kind].push(host);
    }
  }

  #first(kind: RequestKind): HostTurn | undefined {
    const line = this.#lines[kind];
    for (let host = line.first; host !== undefined; host = line.first) {
      if (mayBeServed(host, kind)) return host;
      line.shift();
      host.inLine[kind] = false;
    }
    return undefined;
  }
}
