/** How the parts of a store reach the database: neither works after `close()`, both throw CrawlErrors. */
export interface Access {
  /** Runs a reading operation now. */
  read<T>(operation: () => T): Promise<T>;
  /** Runs a writing operation in the next group commit. */
  write<T>(operation: () => T): Promise<T>;
}
