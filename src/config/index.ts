export { parseOptions } from './parse.ts';
export { optionTable } from './option-table.ts';
export type { CrawlConfig, CrawlOptions } from './schema.ts';
