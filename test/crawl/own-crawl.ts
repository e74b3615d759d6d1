/** A crawl with a program's own code, in a folder of its own, and what came of it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCrawl,
  openCrawlReader,
  type Crawl,
  type CrawlResult,
  type CrawlSettings,
  type FailureRow,
  type ManifestRow,
  type RunOptions,
  type SkippedRow,
} from '../../src/index.ts';

export interface OwnCrawl {
  folder: string;
  result: CrawlResult;
  /** Files below the destination, sorted. */
  files: string[];
  manifest: ManifestRow[];
  failures: FailureRow[];
  skipped: SkippedRow[];
}

/** A folder for the test; gone when it has ended. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pixhaul-own-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function crawlIn(folder: string, settings: CrawlSettings): Crawl {
  return createCrawl({
    destination: join(folder, 'pictures'),
    storage: join(folder, 'storage'),
    filename: '{name}.{ext}',
    name: 'own',
    retryDelay: '10ms',
    ...settings,
  });
}

/** Runs the crawl in a folder, which may hold an earlier run of it. */
export async function runIn(
  folder: string,
  settings: CrawlSettings,
  run: RunOptions = {},
  prepare: (crawl: Crawl) => void = () => undefined,
): Promise<OwnCrawl> {
  const crawl = crawlIn(folder, settings);
  prepare(crawl);
  const result = await crawl.run(run);
  const { reader } = await openCrawlReader({ storage: join(folder, 'storage') });
  const entries = await readdir(join(folder, 'pictures')).catch(() => []);
  const all = {
    ...{ folder, result, files: entries.sort() },
    manifest: await allOf(reader.manifest()),
    failures: await allOf(reader.failures()),
    skipped: await allOf(reader.skipped()),
  };
  await reader.close();
  return all;
}

async function allOf<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
