/** The parts of an owner's store, put together. */
import type Database from 'better-sqlite3';
import { Adding } from './adding.ts';
import type { Memory } from './commit-queue.ts';
import { Hosts } from './hosts.ts';
import { Leases } from './leases.ts';
import { Leasing } from './leasing.ts';
import { Names } from './names.ts';
import { Paces } from './paces.ts';
import { Placing } from './placing.ts';
import { Recovery } from './recovery.ts';
import { Renditions } from './renditions.ts';
import { Resuming } from './resuming.ts';
import { Settling } from './settling.ts';
import { Turns } from './turns.ts';
import { Waiting } from './waiting.ts';

export interface Parts {
  leases: Leases;
  turns: Turns;
  waiting: Waiting;
  hosts: Hosts;
  paces: Paces;
  names: Names;
  placing: Placing;
  adding: Adding;
  leasing: Leasing;
  settling: Settling;
  resuming: Resuming;
  recovery: Recovery;
  /** What they all remember beside the file. */
  memory: Memory;
}

export function storeParts(db: Database.Database): Parts {
  const leases = new Leases();
  const turns = new Turns(db, leases);
  const waiting = new Waiting(db, turns);
  const hosts = new Hosts(db, { turns, waiting });
  const paces = new Paces(db, { hosts, turns, waiting });
  const names = new Names(db);
  const placing = new Placing(db, { names, leases });
  const adding = new Adding(db, { hosts, turns });
  const leasing = new Leasing(db, { hosts, turns, paces, waiting, leases });
  const shared = { leases, turns, waiting, hosts, paces, names, placing, adding, leasing };
  return {
    ...shared,
    settling: new Settling(db, { ...shared, renditions: new Renditions(db, hosts) }),
    resuming: new Resuming(db),
    recovery: new Recovery(db, shared),
    memory: {
      mark: () => leases.mark(),
      keep: () => leases.keep(),
      undo: (mark) => {
        leases.undo(mark);
        for (const each of [turns, waiting, hosts, paces, names]) each.forget();
      },
    },
  };
}
