export { parseOptions } from './parse.ts';
export { optionTable, type OptionRow } from './table.ts';
export type { CrawlConfig, CrawlOptions } from './schema.ts';
