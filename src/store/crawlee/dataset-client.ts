import type { DatasetClient, Dictionary, PaginatedList } from '@crawlee/types';
import type { CrawlStore } from '../contract.ts';
import { storageInfo } from './storage-info.ts';

const DEFAULT_LIMIT = 250_000;
type Served = Pick<CrawlStore, 'datasets' | 'manifest' | 'failures'>;

/**
 * One dataset of a crawl, for Crawlee's `Dataset`. The names `manifest` and `failures` are views of the crawl's
 * own rows and cannot be written.
 */
export function datasetClient(store: Served, name: string): DatasetClient {
  const rows = name === 'manifest' || name === 'failures' ? () => store[name]() : undefined;
  const count = async () => {
    if (!rows) return store.datasets.count(name);
    let n = 0;
    const all = rows()[Symbol.asyncIterator]();
    while ((await all.next()).done !== true) n++;
    return n;
  };
  const list = async (options: { offset?: number; limit?: number; desc?: boolean } = {}) => {
    const { offset = 0, limit = DEFAULT_LIMIT, desc = false } = options;
    const items = rows
      ? await pageOf(rows(), { offset, limit, desc })
      : await store.datasets.list(name, { offset, limit, desc });
    return {
      total: await count(),
      count: items.length,
      offset,
      limit,
      desc,
      items: items as Dictionary[],
    } satisfies PaginatedList<Dictionary>;
  };
  return {
    get: async () => ({ ...storageInfo(name), itemCount: await count() }),
    update: () => Promise.resolve(storageInfo(name)),
    delete: () => (rows ? Promise.reject(readOnly(name)) : store.datasets.drop(name)),
    downloadItems: async () => Buffer.from(JSON.stringify((await list()).items)),
    listItems: (options) => iterablePage(list(options)),
    pushItems: (items) =>
      rows ? Promise.reject(readOnly(name)) : store.datasets.push(name, itemsOf(items)),
  };
}

function readOnly(name: string): Error {
  return new Error(`the dataset "${name}" is a view of the crawl and cannot be written`);
}

/** Crawlee pushes a JSON string of one object or an array; other callers may push the objects themselves. */
function itemsOf(items: object | object[] | string | string[]): object[] {
  if (typeof items === 'string') return itemsOf(JSON.parse(items) as object | object[]);
  if (!Array.isArray(items)) return [items];
  return items.flatMap((item: object | string) => itemsOf(item));
}

async function pageOf(
  rows: AsyncIterable<object>,
  { offset, limit, desc }: { offset: number; limit: number; desc: boolean },
): Promise<object[]> {
  const all: object[] = [];
  for await (const row of rows) {
    all.push(row);
    if (!desc && all.length >= offset + limit) break;
  }
  if (desc) all.reverse();
  return all.slice(offset, offset + limit);
}

/** Crawlee's contract wants one value that is both the promise of a page and its items. */
function iterablePage(page: Promise<PaginatedList<Dictionary>>) {
  return Object.assign(page, {
    async *[Symbol.asyncIterator]() {
      yield* (await page).items;
    },
  });
}
