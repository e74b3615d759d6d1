/** Before anything is leased: what earlier runs left, and what this one wants otherwise. */
import { parseOptions, type CrawlOptions } from '../config/index.ts';
import { CrawlError } from '../errors.ts';
import { redactUrl } from '../http/index.ts';
import type { Counts } from '../model.ts';
import type { FailureFilter } from '../store/contract.ts';
import { destinationWarning } from './destination-warning.ts';
import type { Parts } from './parts.ts';
import { recover } from './recovery.ts';
import { optionsToCompare, rulesToReopen } from './reopen.ts';
import { withoutSecrets } from './sign-in.ts';

/** Mends what a dead run left, and puts back what this run is to do again. Returns the counts to start from. */
export async function openCrawl(
  { name, store, sink, destinationMade, config, options, events, log }: Parts,
  retry: FailureFilter | undefined,
): Promise<Counts> {
  const earlier = ((await store.getMeta('start')) ?? []) as string[];
  const [first] = config.start;
  if (options.name === undefined && earlier[0] !== undefined && !earlier.includes(first ?? ''))
    throw new CrawlError(
      'invalid_option',
      `the crawl "${name}" began at ${redactUrl(earlier[0])}: give this one a name of its own with --name`,
    );
  const stored = (await store.getMeta('options')) as CrawlOptions | undefined;
  const before = stored && parseOptions(optionsToCompare(stored));
  const warning = destinationWarning({
    before: before?.destination,
    now: config.destination,
    made: destinationMade,
    saved: (await store.counts()).image.saved,
  });
  if (warning) events.emit('warning', warning);
  const { recovered } = await recover(store, sink);
  if (recovered > 0)
    log.info({ recovered }, 'recorded pictures that an interrupted run had placed');
  if (retry) await store.requeueFailed(retry);
  await store.requeueDepth(config.depth);
  if (before) await store.requeueSkipped(rulesToReopen(before, config));
  await store.setMeta('start', [...new Set([...earlier, ...config.start])]);
  // How many to save is a question of one run, the other options are the crawl's.
  await store.setMeta('options', {
    ...withoutSecrets(options),
    start: undefined,
    maxDownloads: undefined,
  });
  return store.counts();
}
