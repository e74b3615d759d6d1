import type { CrawlSettings } from '../crawl.ts';

/** For `pixhaul.config.ts`: gives the object back, so that an editor knows its keys. */
export function defineConfig(config: CrawlSettings): CrawlSettings {
  return config;
}
