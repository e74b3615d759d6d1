/** Which URL of a picture is asked for: its own, or that of another rendition, under the host of that one. */
import type Database from 'better-sqlite3';
import type { Hosts } from './hosts.ts';

/** Assignments for a request that begins anew: with its own URL. What they read is the row as it was. */
export const AS_ADDED =
  'asked_url = NULL, host_id = ifnull(own_host_id, host_id), own_host_id = NULL';

export class Renditions {
  readonly #hosts: Hosts;
  readonly #ask: Database.Statement<[string, number, number]>;

  constructor(db: Database.Database, hosts: Hosts) {
    this.#hosts = hosts;
    this.#ask = db.prepare(
      `UPDATE request SET asked_url = ?, own_host_id = ifnull(own_host_id, host_id), host_id = ? WHERE id = ?`,
    );
  }

  /** From now on a request asks for this URL; returns the id of its host. */
  ask(id: number, { askedUrl, host }: { askedUrl: string; host: string }): number {
    const hostId = this.#hosts.idOf(host);
    this.#ask.run(askedUrl, hostId, id);
    return hostId;
  }
}
