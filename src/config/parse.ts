import { closest, distance } from 'fastest-levenshtein';
import { CrawlError } from '../errors.ts';
import { optionTable } from './option-table.ts';
import { crawlOptionsSchema, type CrawlConfig } from './schema.ts';

/**
 * Checks options and fills in defaults and environment variables.
 * @param otherKeys that are no options, and may have been meant by a key that is misspelt
 * @throws CrawlError `invalid_option`, one sentence for each thing that is wrong.
 */
export function parseOptions(
  options: object,
  environment: Record<string, string | undefined> = {},
  otherKeys: readonly string[] = [],
): CrawlConfig {
  const rows = optionTable();
  const given: Record<string, unknown> = {};
  for (const row of rows) {
    const value = row.env === undefined ? undefined : environment[row.env];
    if (value !== undefined && value !== '') given[row.key] = value;
  }
  for (const [key, value] of Object.entries(options)) if (value !== undefined) given[key] = value;

  const result = crawlOptionsSchema.safeParse(given);
  if (result.success) {
    refuseContradictions(result.data);
    return result.data;
  }
  const sentences = result.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys
        .map((key) => unknownOption(key, [...Object.keys(crawlOptionsSchema.shape), ...otherKeys]))
        .join('; ');
    const key = String(issue.path[0] ?? '');
    const row = rows.find((r) => r.key === key);
    const name = key === 'start' ? 'start URL' : (/--[\w-]+/.exec(row?.flag ?? '')?.[0] ?? key);
    return `${name}: ${issue.message}`;
  });
  throw new CrawlError('invalid_option', sentences.join('; '));
}

/** Each option alone is right, but together nothing could pass them. */
function refuseContradictions(config: CrawlConfig): void {
  const { filesizeMin, filesizeMax, header, user } = config;
  if (user !== undefined && header.some(([name]) => name === 'authorization'))
    throw new CrawlError(
      'invalid_option',
      '--user and --header Authorization say the same thing: leave one of them out',
    );
  if (filesizeMin === undefined || filesizeMax === undefined || filesizeMin <= filesizeMax) return;
  throw new CrawlError(
    'invalid_option',
    `--filesize-min (${filesizeMin} bytes) is larger than --filesize-max (${filesizeMax} bytes): no picture has both; exchange them, or leave one out`,
  );
}

/** Says that there is no such option, and which one may be meant. */
export function unknownOption(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  const hint = distance(key, near) <= 3 ? `; did you mean ${near}?` : '';
  return `there is no option ${JSON.stringify(key)}${hint}`;
}
