/** A host in memory, and the row that it follows. */
import type { RequestKind } from '../../model.ts';

export interface HostTurn {
  id: number;
  name: string;
  /** Requests that it may have under way at a time. */
  cap: number;
  /** When it was served last, in microseconds. */
  nextAt: number;
  /** Requests ready in the file, those leased included. */
  ready: Record<RequestKind, number>;
  leased: Record<RequestKind, number>;
  /** Leases whose bytes have all come. */
  transferred: number;
  /** Of each kind, all requests up to this id that are ready in the file are leased. */
  servedTo: Record<RequestKind, number>;
  rests: boolean;
  delayMs: number;
  /** Pauses in a row: above 0, the next lease is a probe. */
  opens: number;
  givenUp: boolean;
  inLine: Record<RequestKind, boolean>;
  /** Whether its row tells when it was served in this run. */
  written: boolean;
}

export interface HostRow {
  id: number;
  name: string;
  cap: number;
  next_at: number;
  ready_pages: number;
  ready_images: number;
  waits_until: number | null;
  delay_ms: number;
  opens: number;
  given_up: number;
}

/** The columns of a `HostRow`. */
export const HOST_COLUMNS =
  'id, name, cap, next_at, ready_pages, ready_images, waits_until, delay_ms, opens, given_up';

/** Requests of a kind that wait to be leased. */
export const waitingOf = (host: HostTurn, kind: RequestKind): number =>
  host.ready[kind] - host.leased[kind];

export const mayBeServed = (host: HostTurn, kind: RequestKind): boolean =>
  !host.rests && waitingOf(host, kind) > 0 && underWay(host) < host.cap;

const underWay = ({ leased, transferred }: HostTurn): number =>
  leased.gallery + leased.image - transferred;

export function newTurn(row: HostRow): HostTurn {
  const none = { gallery: 0, image: 0 };
  const host: HostTurn = {
    id: row.id,
    name: row.name,
    cap: row.cap,
    nextAt: row.next_at,
    ready: { ...none },
    leased: { ...none },
    transferred: 0,
    servedTo: { ...none },
    rests: false,
    delayMs: 0,
    opens: 0,
    givenUp: false,
    inLine: { gallery: false, image: false },
    written: false,
  };
  update(host, row);
  return host;
}

export function update(host: HostTurn, row: HostRow): void {
  host.cap = row.cap;
  host.ready.gallery = row.ready_pages;
  host.ready.image = row.ready_images;
  host.rests = row.waits_until !== null;
  host.delayMs = row.delay_ms;
  host.opens = row.opens;
  host.givenUp = row.given_up === 1;
}
