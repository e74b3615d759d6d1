/** The table `key_value`: Crawlee's key-value stores. */
import type Database from 'better-sqlite3';
import type { KeyValueEntry, KeyValues } from '../contract.ts';
import type { Access } from './access.ts';

type KeyList = Database.Statement<[string, string, number], { key: string; size: number }>;

export class SqliteKeyValues implements KeyValues {
  readonly #access: Access;
  readonly #get: Database.Statement<[string, string], { content_type: string; value: Buffer }>;
  readonly #set: Database.Statement<[string, string, string, Buffer]>;
  readonly #delete: Database.Statement<[string, string]>;
  readonly #listAll: KeyList;
  readonly #listAfter: KeyList;
  readonly #drop: Database.Statement<[string]>;

  constructor(db: Database.Database, access: Access) {
    this.#access = access;
    this.#get = db.prepare('SELECT content_type, value FROM key_value WHERE store = ? AND key = ?');
    this.#set = db.prepare(
      `INSERT INTO key_value (store, key, content_type, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (store, key) DO UPDATE SET content_type = excluded.content_type, value = excluded.value`,
    );
    this.#delete = db.prepare('DELETE FROM key_value WHERE store = ? AND key = ?');
    const list = (after: string): KeyList =>
      db.prepare(
        `SELECT key, length(value) AS size FROM key_value WHERE store = ? AND key ${after} ? ORDER BY key LIMIT ?`,
      );
    // No text sorts before the empty one, which is a key like any other.
    this.#listAll = list('>=');
    this.#listAfter = list('>');
    this.#drop = db.prepare('DELETE FROM key_value WHERE store = ?');
  }

  get(storeName: string, key: string): Promise<KeyValueEntry | undefined> {
    return this.#access.read(() => {
      const row = this.#get.get(storeName, key);
      return row && { key, value: row.value, contentType: row.content_type };
    });
  }

  set(storeName: string, { key, value, contentType }: KeyValueEntry): Promise<void> {
    return this.#access.write(() => void this.#set.run(storeName, key, contentType, value));
  }

  delete(storeName: string, key: string): Promise<void> {
    return this.#access.write(() => void this.#delete.run(storeName, key));
  }

  list(
    storeName: string,
    { limit, exclusiveStartKey }: { limit: number; exclusiveStartKey?: string },
  ): Promise<{ key: string; size: number }[]> {
    return this.#access.read(() =>
      exclusiveStartKey === undefined
        ? this.#listAll.all(storeName, '', limit)
        : this.#listAfter.all(storeName, exclusiveStartKey, limit),
    );
  }

  drop(storeName: string): Promise<void> {
    return this.#access.write(() => void this.#drop.run(storeName));
  }
}
