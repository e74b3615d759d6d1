/** The options that a crawl was last run with, for commands that go on with it. */
import type { CrawlOptions } from '../../config/index.ts';
import { openCrawlReader } from '../../store/catalog.ts';
import { crawlOptionsOf, storageOf } from '../options.ts';

/** Stored options, overridden by the flags given now. */
export async function storedOptions(
  flags: Record<string, unknown> & { storage?: string; name?: string },
): Promise<CrawlOptions> {
  const storage = storageOf(flags);
  const { name, reader } = await openCrawlReader({
    storage,
    ...(flags.name === undefined ? {} : { name: flags.name }),
  });
  try {
    const stored = (await reader.getMeta('options')) as Record<string, unknown> | undefined;
    return { ...stored, ...crawlOptionsOf(flags), storage, name };
  } finally {
    await reader.close();
  }
}
