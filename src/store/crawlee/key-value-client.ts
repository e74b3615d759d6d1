import type { KeyValueStoreClient, KeyValueStoreRecord } from '@crawlee/types';
import type { KeyValueEntry, KeyValues } from '../contract.ts';
import { storageInfo } from './storage-info.ts';

const DEFAULT_LIMIT = 1000;

/** One key-value store of a crawl, for Crawlee's `KeyValueStore`. */
export function keyValueClient(keyValues: KeyValues, name: string): KeyValueStoreClient {
  return {
    get: () => Promise.resolve(storageInfo(name)),
    update: () => Promise.resolve(storageInfo(name)),
    delete: () => keyValues.drop(name),
    recordExists: async (key) => (await keyValues.get(name, key)) !== undefined,
    getRecord: async (key, options) => {
      const entry = await keyValues.get(name, key);
      return entry && decode(entry, options?.buffer === true);
    },
    setRecord: (record) => keyValues.set(name, encode(record)),
    deleteRecord: (key) => keyValues.delete(name, key),
    listKeys: async (options = {}) => {
      const limit = options.limit ?? DEFAULT_LIMIT;
      const { exclusiveStartKey } = options;
      const keys = await keyValues.list(name, {
        limit: limit + 1,
        ...(exclusiveStartKey === undefined ? {} : { exclusiveStartKey }),
      });
      const items = keys.slice(0, limit);
      const isTruncated = keys.length > limit;
      const last = items.at(-1)?.key;
      return {
        count: items.length,
        limit,
        isTruncated,
        items,
        ...(exclusiveStartKey === undefined ? {} : { exclusiveStartKey }),
        ...(isTruncated && last !== undefined ? { nextExclusiveStartKey: last } : {}),
      };
    },
  };
}

function encode({ key, value, contentType }: KeyValueStoreRecord): KeyValueEntry {
  const bytes = Buffer.isBuffer(value)
    ? value
    : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return {
    key,
    value: bytes,
    contentType:
      contentType ?? (Buffer.isBuffer(value) ? 'application/octet-stream' : 'text/plain'),
  };
}

/** Crawlee expects JSON parsed and text as a string, as its own in-memory client gives them. */
function decode(entry: KeyValueEntry, asBuffer: boolean): KeyValueStoreRecord {
  const { key, contentType } = entry;
  if (asBuffer) return { key, value: entry.value, contentType };
  if (/^application\/(.+\+)?json\b/.test(contentType))
    return { key, value: JSON.parse(entry.value.toString('utf8')) as unknown, contentType };
  if (contentType.startsWith('text/'))
    return { key, value: entry.value.toString('utf8'), contentType };
  return { key, value: entry.value, contentType };
}
