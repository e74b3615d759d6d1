import type { CrawlConfig } from '../config/index.ts';
import { CrawlError } from '../errors.ts';
// Not the room's index: reading pages is loaded later.
import { parseJsonPath, type JsonPath } from '../extract/json/path.ts';

/** @throws CrawlError `invalid_option` for what is no rule */
export function jsonPathOf({ jsonPath }: Pick<CrawlConfig, 'jsonPath'>): JsonPath | undefined {
  if (jsonPath === undefined) return undefined;
  const path = parseJsonPath(jsonPath);
  if (path !== undefined) return path;
  throw new CrawlError(
    'invalid_option',
    `--json-path: ${JSON.stringify(jsonPath)} is no rule; write names with dots between them, [0] or [*] for items of lists, and ..name for any depth, like items[*].image.url`,
  );
}
