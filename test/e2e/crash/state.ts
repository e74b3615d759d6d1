/** What a crawl's folders hold at a moment when nobody runs it. */
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import Database from 'better-sqlite3';
import { sha256 } from './catalog.ts';

export interface RequestState {
  kind: 'gallery' | 'image';
  state: string;
  /** Failed attempts recorded so far. */
  attempts: number;
}

export interface ManifestEntry {
  url: string;
  page_url: string;
  file_name: string;
  sha256: string;
  bytes: number;
}

export interface State {
  /** By path and query. */
  requests: Map<string, RequestState>;
  manifest: ManifestEntry[];
  duplicates: { url: string; sha256: string; duplicate_of: string }[];
  failures: { url: string; code: string; attempts: number }[];
  /** Requests by kind and state as counted by SQLite, and as the crawl counts them itself. */
  grouped: unknown[];
  counted: unknown[];
  /** Placements that were announced and not recorded as done: the file may be there, or not. */
  placing: { url: string; file_name: string; sha256: string }[];
}

const NOTHING: State = {
  requests: new Map(),
  manifest: [],
  duplicates: [],
  failures: [],
  grouped: [],
  counted: [],
  placing: [],
};

/** Reads a copy, so that the file itself meets its next owner as the last one left it. */
export async function readState(folder: string): Promise<State> {
  if (!existsSync(join(folder, 'crawl.sqlite'))) return NOTHING;
  const copy = await mkdtemp(join(tmpdir(), 'pixhaul-state-'));
  try {
    for (const name of ['crawl.sqlite', 'crawl.sqlite-wal'])
      if (existsSync(join(folder, name))) await copyFile(join(folder, name), join(copy, name));
    const db = new Database(join(copy, 'crawl.sqlite'));
    try {
      return stateOf(db);
    } finally {
      db.close();
    }
  } finally {
    await rm(copy, { recursive: true });
  }
}

function stateOf(db: Database.Database): State {
  // Killed before the tables were made.
  if (db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'request'`).get() === undefined)
    return NOTHING;
  const all = <Row>(sql: string) => db.prepare<[], Row>(sql).all();
  const requests = all<RequestState & { url: string }>(
    `SELECT url, kind, state, (SELECT count(*) FROM attempt a WHERE a.request_id = r.id) AS attempts
     FROM request r`,
  );
  return {
    requests: new Map(requests.map(({ url, ...rest }) => [pathOf(url), rest])),
    manifest: all('SELECT url, page_url, file_name, sha256, bytes FROM manifest'),
    duplicates: all('SELECT url, sha256, duplicate_of FROM duplicates'),
    failures: all('SELECT url, code, attempts FROM failures'),
    grouped: all('SELECT kind, state, count(*) AS n FROM request GROUP BY 1, 2 ORDER BY 1, 2'),
    counted: all('SELECT kind, state, n FROM counter WHERE n <> 0 ORDER BY 1, 2'),
    placing: all(
      `SELECT r.url, json_extract(p.record, '$.fileName') AS file_name, lower(hex(p.sha256)) AS sha256
       FROM placement p JOIN request r ON r.id = p.request_id`,
    ),
  };
}

export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export interface Files {
  /** SHA-256 by name below the destination, of all but part files. */
  whole: Map<string, string>;
  /** Sizes of part files, by name. */
  parts: Map<string, number>;
}

export async function readFiles(destination: string): Promise<Files> {
  const files: Files = { whole: new Map(), parts: new Map() };
  if (!existsSync(destination)) return files;
  for (const entry of await readdir(destination, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(destination, path).split(sep).join('/');
    const bytes = await readFile(path);
    if (name.endsWith('.part')) files.parts.set(name, bytes.length);
    else files.whole.set(name, sha256(bytes));
  }
  return files;
}
