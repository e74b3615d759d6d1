/** The crawls in a storage folder. */
import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CrawlError, messageOf, systemCode } from '../errors.ts';
import type { CrawlStoreReader } from './contract.ts';
import { openSqliteReader, STATE_FILE } from './sqlite/index.ts';

/** Names of the crawls in a storage folder, sorted; none when the folder does not exist. */
export async function listCrawls(storage: string): Promise<string[]> {
  try {
    const entries = await readdir(storage, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && existsSync(join(storage, entry.name, STATE_FILE)))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw new CrawlError(
      'storage_unwritable',
      `cannot read the storage folder ${storage}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * The crawl of that name, or the only one there.
 * @throws CrawlError `no_such_crawl`, `ambiguous_crawl`.
 */
export async function chooseCrawl(storage: string, name?: string): Promise<string> {
  const names = await listCrawls(storage);
  const [only] = names;
  if (name !== undefined) {
    if (names.includes(name)) return name;
    const there = names.length > 0 ? `; there are: ${names.join(', ')}` : '';
    throw new CrawlError('no_such_crawl', `there is no crawl "${name}" in ${storage}${there}`);
  }
  if (only === undefined)
    throw new CrawlError(
      'no_such_crawl',
      `there is no crawl in ${storage}; begin one with pixhaul URL, or name its folder with --storage`,
    );
  if (names.length > 1)
    throw new CrawlError(
      'ambiguous_crawl',
      `there are several crawls in ${storage}, choose one with --name: ${names.join(', ')}`,
    );
  return only;
}

/** Opens a crawl for reading; it may be running. */
export async function openCrawlReader(options: {
  storage: string;
  name?: string;
}): Promise<{ name: string; reader: CrawlStoreReader }> {
  const name = await chooseCrawl(options.storage, options.name);
  return { name, reader: await openSqliteReader({ folder: join(options.storage, name) }) };
}
