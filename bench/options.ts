/** What `npm run bench` can be told. */
import { parseArgs } from 'node:util';
import { PEER_NAMES, type PeerName } from './peers/peer.ts';

export interface BenchOptions {
  /** Distinct pictures on the site. */
  pictures: number;
  /** Bytes of each picture. */
  size: number;
  /** Gallery pages that show them. */
  pages: number;
  /** Requests that every tool may have under way at a time. */
  connections: number;
  /** Counted runs of every tool. */
  runs: number;
  only: readonly PeerName[];
  /** Folder that the results are written to; undefined: they are only printed. */
  results: string | undefined;
}

/** Something on the command line that a person can mend. */
export class UsageError extends Error {}

export const USAGE = `npm run bench -- [options]
  --pictures <count>     pictures on the site (5000)
  --size <bytes>         size of each (9000)
  --pages <count>        gallery pages (100)
  --connections <count>  requests under way at a time (40)
  --runs <count>         runs of each tool; medians are reported (3)
  --only <names>         of ${PEER_NAMES.join(',')} (all)
  --results <folder>     where results are written (bench/results)
  --smoke                60 pictures on 3 pages, one run, nothing written unless --results is given
`;

const FULL = { pictures: 5000, size: 9000, pages: 100, connections: 40, runs: 3 };
const SMOKE = { pictures: 60, size: 2000, pages: 3, connections: 10, runs: 1 };

/** The server holds the whole site in memory. */
const MAX_SITE_BYTES = 2 ** 30;

/**
 * @param resultsFolder where results go when nothing else is said
 * @throws UsageError
 */
export function parseOptions(args: string[], resultsFolder: string): BenchOptions {
  const flags = readFlags(args);
  const smoke = flags.smoke === true;
  const defaults = smoke ? SMOKE : FULL;
  const count = (name: keyof typeof FULL, min = 1) =>
    wholeNumber(name, flags[name], min) ?? defaults[name];
  const options: BenchOptions = {
    pictures: count('pictures'),
    // Below this a PNG has no room for pixels.
    size: count('size', 200),
    pages: count('pages'),
    connections: count('connections'),
    runs: count('runs'),
    only: peerNames(flags.only),
    results: flags.results ?? (smoke ? undefined : resultsFolder),
  };
  if (options.pages > options.pictures)
    throw new UsageError('--pages must not be more than --pictures: every page shows one at least');
  if (options.pictures * options.size > MAX_SITE_BYTES)
    throw new UsageError('--pictures times --size must not be more than 1 GiB');
  return options;
}

function readFlags(args: string[]) {
  const number = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        pictures: number,
        size: number,
        pages: number,
        connections: number,
        runs: number,
        only: { type: 'string' },
        results: { type: 'string' },
        smoke: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= min) return number;
  throw new UsageError(`--${name} must be a whole number from ${min}, not ${JSON.stringify(text)}`);
}

function peerNames(text: string | undefined): readonly PeerName[] {
  if (text === undefined) return PEER_NAMES;
  const asked = text.split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !PEER_NAMES.some((known) => known === name));
  if (unknown.length > 0)
    throw new UsageError(`--only knows ${PEER_NAMES.join(' and ')}, not ${unknown.join(', ')}`);
  return PEER_NAMES.filter((name) => asked.includes(name));
}
