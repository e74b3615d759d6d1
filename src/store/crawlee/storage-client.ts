/**
 * The crawl store as a Crawlee `StorageClient`: Crawlee's session pool, statistics, `useState`, `KeyValueStore` and
 * `Dataset` keep their data in the crawl's own file. Requests do not come this way (see request-manager.ts).
 */
import type { StorageClient } from '@crawlee/types';
import type { CrawlStore } from '../contract.ts';
import { datasetClient } from './dataset-client.ts';
import { keyValueClient } from './key-value-client.ts';
import { storageInfo } from './storage-info.ts';

type Served = Pick<CrawlStore, 'keyValues' | 'datasets' | 'manifest' | 'failures'>;

export function crawleeStorageClient(store: Served): StorageClient {
  const collection = {
    getOrCreate: (name = 'default') => Promise.resolve(storageInfo(name)),
    list: () => Promise.reject(notHere('listing storages')),
  };
  return {
    keyValueStores: () => collection,
    keyValueStore: (id) => keyValueClient(store.keyValues, id),
    datasets: () => collection,
    dataset: (id) => datasetClient(store, id),
    requestQueues: () => ({
      getOrCreate: () => Promise.reject(notHere('opening another request queue')),
      list: () => Promise.reject(notHere('listing request queues')),
    }),
    requestQueue: () => {
      throw notHere('opening another request queue');
    },
    setStatusMessage: () => Promise.resolve(),
    // Neither purge nor teardown: the crawl keeps its data, and closes its store itself.
  };
}

function notHere(what: string): Error {
  return new Error(
    `${what} is not possible in a pixhaul crawl: it has one queue, in its own store`,
  );
}
