/** What an earlier run skipped by a rule that this run no longer has, or has otherwise, is looked at again. */
import type { CrawlConfig, CrawlOptions } from '../config/index.ts';
import type { SkipRule } from '../model.ts';

type FilterOption = Extract<
  keyof CrawlConfig,
  'filesizeMin' | 'filesizeMax' | 'minWidth' | 'minHeight' | 'maxAspectRatio' | 'types'
>;

const RULES: Readonly<Record<FilterOption, SkipRule>> = {
  filesizeMin: 'filesize_min',
  filesizeMax: 'filesize_max',
  minWidth: 'min_width',
  minHeight: 'min_height',
  maxAspectRatio: 'max_aspect_ratio',
  types: 'types',
};

const ROBOTS: readonly SkipRule[] = ['robots', 'robots_tag', 'robots_meta'];

const DECOR: readonly SkipRule[] = [
  'icon',
  'avatar',
  'logo',
  'advertisement',
  'tracking_pixel',
  'navigation',
  'repeated',
];

/** Of an earlier run's options, those that this room compares; another version may have had others that are gone. */
export function optionsToCompare(stored: CrawlOptions): CrawlOptions {
  const wanted = new Set<string>([...Object.keys(RULES), 'robots', 'all', 'destination']);
  return Object.fromEntries(Object.entries(stored).filter(([key]) => wanted.has(key)));
}

/**
 * The rules whose skips are put back: those of filters that changed, of robots when they are ignored from now on, and of
 * decoration when it is wanted now.
 */
export function rulesToReopen(
  before: Pick<CrawlConfig, FilterOption | 'robots' | 'all'>,
  now: Pick<CrawlConfig, FilterOption | 'robots' | 'all'>,
): SkipRule[] {
  const changed = (Object.keys(RULES) as FilterOption[]).filter(
    (option) => String(before[option]) !== String(now[option]),
  );
  return [
    ...changed.map((option) => RULES[option]),
    ...(before.robots && !now.robots ? ROBOTS : []),
    ...(!before.all && now.all ? DECOR : []),
  ];
}
