import { CrawlError } from '../errors.ts';

/** A recipe that cannot be used, by its name, and why. */
export function invalid(id: string, why: string, cause?: unknown): CrawlError {
  return new CrawlError('invalid_option', `recipe "${id}": ${why}`, { cause });
}
