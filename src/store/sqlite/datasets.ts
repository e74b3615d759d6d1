/** The table `dataset_item`: Crawlee's datasets. Positions have no gaps, so an offset is found through the index. */
import type Database from 'better-sqlite3';
import type { Datasets } from '../contract.ts';
import type { Access } from './access.ts';
import { parseJson } from './rows.ts';

type Page = Database.Statement<[string, number, number], { item: string }>;

export class SqliteDatasets implements Datasets {
  readonly #access: Access;
  readonly #count: Database.Statement<[string], { n: number }>;
  readonly #push: Database.Statement<[string, number, string]>;
  readonly #ascending: Page;
  readonly #descending: Page;
  readonly #drop: Database.Statement<[string]>;

  constructor(db: Database.Database, access: Access) {
    this.#access = access;
    this.#count = db.prepare(
      'SELECT ifnull(max(position) + 1, 0) AS n FROM dataset_item WHERE dataset = ?',
    );
    this.#push = db.prepare('INSERT INTO dataset_item (dataset, position, item) VALUES (?, ?, ?)');
    this.#ascending = db.prepare(
      'SELECT item FROM dataset_item WHERE dataset = ? AND position >= ? ORDER BY position LIMIT ?',
    );
    this.#descending = db.prepare(
      'SELECT item FROM dataset_item WHERE dataset = ? AND position <= ? ORDER BY position DESC LIMIT ?',
    );
    this.#drop = db.prepare('DELETE FROM dataset_item WHERE dataset = ?');
  }

  push(dataset: string, items: readonly object[]): Promise<void> {
    return this.#access.write(() => {
      let position = this.#countNow(dataset);
      for (const item of items) this.#push.run(dataset, position++, JSON.stringify(item));
    });
  }

  list(
    dataset: string,
    { offset, limit, desc = false }: { offset: number; limit: number; desc?: boolean },
  ): Promise<object[]> {
    return this.#access.read(() => {
      const rows = desc
        ? this.#descending.all(dataset, this.#countNow(dataset) - 1 - offset, limit)
        : this.#ascending.all(dataset, offset, limit);
      return rows.map(({ item }) => parseJson(item) as object);
    });
  }

  count(dataset: string): Promise<number> {
    return this.#access.read(() => this.#countNow(dataset));
  }

  drop(dataset: string): Promise<void> {
    return this.#access.write(() => void this.#drop.run(dataset));
  }

  #countNow(dataset: string): number {
    return this.#count.get(dataset)?.n ?? 0;
  }
}
