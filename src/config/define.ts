import type { CrawlOptions } from './schema.ts';

/** For `pixhaul.config.ts`: gives the object back, so that an editor knows its keys. */
export function defineConfig(config: CrawlOptions): CrawlOptions {
  return config;
}
