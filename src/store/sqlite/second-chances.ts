/** All ways back into the queue for requests that ended, each in parts between which leases get their turn. */
import type Database from 'better-sqlite3';
import type { SkipRule } from '../../model.ts';
import type { FailureFilter } from '../contract.ts';
import type { Access } from './access.ts';
import type { Paces } from './paces.ts';
import type { EndedRequest } from './requeueing.ts';
import type { Names } from './names.ts';
import { Requeueing } from './requeueing.ts';
import type { Turns } from './turns.ts';
import { Unsaving } from './unsaving.ts';

/** Saved pictures put back in one operation; each may bring duplicates along. */
const UNSAVED_AT_ONCE = 100;

export class SecondChances {
  readonly #write: Access['write'];
  readonly #paces: Paces;
  readonly #requeueing: Requeueing;
  readonly #unsaving: Unsaving;

  constructor(
    db: Database.Database,
    write: Access['write'],
    parts: { names: Names; paces: Paces; turns: Turns },
  ) {
    this.#write = write;
    this.#paces = parts.paces;
    this.#requeueing = new Requeueing(db, parts.turns);
    this.#unsaving = new Unsaving(db, parts);
  }

  async failed({ code, host }: FailureFilter): Promise<number> {
    await this.#write(() => this.#paces.forgive());
    return this.#requeue(
      'failed',
      (failed) =>
        (code === undefined || failed.reason === code) &&
        (host === undefined || failed.host === host),
    );
  }

  async tooDeep(maxDepth = Number.MAX_SAFE_INTEGER): Promise<number> {
    let count = 0;
    for (let part = -1; part !== 0; count += part)
      part = await this.#write(() => this.#requeueing.requeueDepth(maxDepth));
    return count;
  }

  skipped(rules: readonly SkipRule[]): Promise<number> {
    const again = new Set<string>(rules);
    return this.#requeue('skipped', ({ reason }) => again.has(reason));
  }

  async saved(ids: readonly number[]): Promise<number> {
    let count = 0;
    for (let from = 0; from < ids.length; from += UNSAVED_AT_ONCE) {
      const part = ids.slice(from, from + UNSAVED_AT_ONCE);
      count += await this.#write(() => this.#unsaving.unsave(part));
    }
    return count;
  }

  async #requeue(
    state: 'failed' | 'skipped',
    matches: (request: EndedRequest) => boolean,
  ): Promise<number> {
    let count = 0;
    for (let next: number | undefined = 0; next !== undefined;) {
      const after: number = next;
      const part = await this.#write(() => this.#requeueing.requeue(state, after, matches));
      count += part.count;
      next = part.next;
    }
    return count;
  }
}
