/** New requests enter the table `request`, each key once. */
import type Database from 'better-sqlite3';
import type { NewRequest, RequestKind } from '../../model.ts';
import type { AddResult } from '../contract.ts';
import type { Hosts } from './hosts.ts';
import { keyHash } from './rows.ts';
import type { Turns } from './turns.ts';

type Columns = [
  key: Buffer,
  kind: string,
  state: string,
  reason: string | null,
  skippedAtOnce: number,
  host: number,
  addedAt: number,
  doneAt: number | null,
  depth: number,
  url: string,
  keyText: string | null,
  pageUrl: string | null,
  data: string,
];

export function nothingAdded(): AddResult {
  return {
    added: 0,
    newImages: 0,
    newPages: 0,
    skippedImages: 0,
    reopenedImages: 0,
    known: 0,
  };
}

/** Adds what a further part of the requests gave. */
export function addTo(total: AddResult, part: AddResult): void {
  total.added += part.added;
  total.newImages += part.newImages;
  total.newPages += part.newPages;
  total.skippedImages += part.skippedImages;
  total.reopenedImages += part.reopenedImages;
  total.known += part.known;
}

export class Adding {
  readonly #hosts: Hosts;
  readonly #turns: Turns;
  readonly #insert: Database.Statement<Columns>;
  readonly #reopen: Database.Statement<
    [number, string | null, string, Buffer],
    { id: number; host_id: number }
  >;
  readonly #find: Database.Statement<[Buffer], { id: number }>;

  constructor(db: Database.Database, { hosts, turns }: { hosts: Hosts; turns: Turns }) {
    this.#hosts = hosts;
    this.#turns = turns;
    this.#insert = db.prepare(
      `INSERT INTO request (key, kind, state, reason, skipped_at_once, host_id, added_at, done_at, depth, url,
         key_text, page_url, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
    );
    this.#reopen = db.prepare(
      `UPDATE request SET state = 'ready', reason = NULL, skipped_at_once = 0, done_at = NULL, depth = ?,
         page_url = ?, data = ?
       WHERE key = ? AND state = 'skipped' AND skipped_at_once = 1
       RETURNING id, host_id`,
    );
    this.#find = db.prepare('SELECT id FROM request WHERE key = ?');
  }

  add(requests: readonly NewRequest[], now: number): AddResult {
    const result = nothingAdded();
    for (const request of requests) {
      const key = keyHash(request.kind, request.key);
      if (this.#insertNew(key, request, now)) countNew(result, request);
      else if (this.#reopenSkipped(key, request)) {
        countNew(result, request);
        if (request.kind === 'image') result.reopenedImages++;
      } else result.known++;
    }
    return result;
  }

  /** A request that stands in the list twice counts once, as it would be added once. */
  countUnknown(requests: readonly { kind: RequestKind; key: string }[]): number {
    const unknown = new Set<string>();
    for (const { kind, key } of requests) {
      const hash = keyHash(kind, key);
      if (this.#find.get(hash) === undefined) unknown.add(hash.toString('latin1'));
    }
    return unknown.size;
  }

  #insertNew(key: Buffer, request: NewRequest, now: number): boolean {
    const skip = request.skip ?? null;
    const host = this.#hosts.idOf(request.host);
    const { changes } = this.#insert.run(
      key,
      request.kind,
      skip === null ? 'ready' : 'skipped',
      skip,
      skip === null ? 0 : 1,
      host,
      now,
      skip === null ? null : now,
      request.depth,
      request.url,
      request.key === request.url ? null : request.key,
      request.pageUrl ?? null,
      JSON.stringify(request.data),
    );
    if (changes > 0 && skip === null) this.#turns.added(host, request.kind);
    return changes > 0;
  }

  #reopenSkipped(key: Buffer, { kind, skip, depth, pageUrl, data }: NewRequest): boolean {
    if (skip !== undefined) return false;
    const row = this.#reopen.get(depth, pageUrl ?? null, JSON.stringify(data), key);
    if (row !== undefined) this.#turns.putBack(row.host_id, kind, row.id);
    return row !== undefined;
  }
}

function countNew(result: AddResult, { kind, skip }: NewRequest): void {
  result.added++;
  if (kind === 'gallery') result.newPages += skip === undefined ? 1 : 0;
  else if (skip === undefined) result.newImages++;
  else result.skippedImages++;
}
