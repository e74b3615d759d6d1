/** What `npm run bench` can be told. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PEER_NAMES, type PeerName } from './peers/peer.ts';
import { LEAST_BYTES } from './site/plan.ts';

export interface BenchOptions {
  workloads: readonly string[];
  /** undefined: as each workload has it. */
  pictures: number | undefined;
  size: number | undefined;
  pages: number | undefined;
  connections: number;
  runs: number;
  only: readonly PeerName[];
  server: 'nginx' | 'node';
  /** Folder below which tools write; undefined: the workspace. */
  folder: string | undefined;
  /** Folder of made sites; undefined: the usual one. */
  cache: string | undefined;
  /** Folder that the results are written to; undefined: they are only printed. */
  results: string | undefined;
  limitMs: number;
  smoke: boolean;
  help: boolean;
}

/** Something on the command line, or on the machine, that a person can mend. */
export class UsageError extends Error {}

export const usage = (
  workloads: readonly string[],
): string => `npm run bench -- [workload …] [options]

Workloads: ${workloads.join(', ')} (all)

  --only-workload <names>  the same as naming workloads, with commas
  --only <names>           tools: of ${PEER_NAMES.join(',')} (those that are installed)
  --runs <count>           runs of each tool, in turns; medians are reported (3)
  --connections <count>    requests under way at a time (40)
  --pictures <count>       pictures on the site, instead of what the workload has
  --size <bytes>           size of each picture, instead of what the workload has
  --pages <count>          gallery pages, instead of what the workload has
  --folder <folder>        where tools write: below it, for another file system, like /dev/shm
  --cache <folder>         where made sites are kept (bench/.cache)
  --server nginx|node      who serves sites that need no latency (nginx; node:http with --smoke)
  --time-limit <seconds>   a process that takes longer is killed (300)
  --results <folder>       where results are written (bench/results; with other sizes or --only nowhere)
  --smoke                  everything in miniature, without other tools: does it work?
  --help                   this
`;

const FULL = { connections: 40, runs: 3, limit: 300 };
const SMOKE = { connections: 10, runs: 1, limit: 60 };

/**
 * @param known names of the workloads
 * @param resultsFolder where results go when nothing else is said
 * @throws UsageError
 */
export function parseOptions(
  args: string[],
  known: readonly string[],
  resultsFolder: string,
): BenchOptions {
  const { values, positionals } = readFlags(args);
  const smoke = values.smoke === true;
  const defaults = smoke ? SMOKE : FULL;
  const pictures = wholeNumber('pictures', values.pictures);
  const size = wholeNumber('size', values.size, LEAST_BYTES);
  const pages = wholeNumber('pages', values.pages);
  // What is measured in part, or in another size, is not kept among the rest.
  const partial = [pictures, size, pages, values.connections, values.only].some(
    (given) => given !== undefined,
  );
  const asked = [...positionals, ...(values['only-workload']?.split(',') ?? [])];
  return {
    workloads: chosen('workload', asked, known),
    pictures,
    size,
    pages,
    connections: wholeNumber('connections', values.connections) ?? defaults.connections,
    runs: wholeNumber('runs', values.runs) ?? defaults.runs,
    only: chosen('--only', values.only?.split(',') ?? (smoke ? ['pixhaul'] : []), PEER_NAMES),
    server: serverOf(values.server, smoke),
    folder: absolute(values.folder),
    cache: absolute(values.cache),
    results: absolute(values.results) ?? (smoke || partial ? undefined : resultsFolder),
    limitMs: 1000 * (wholeNumber('time-limit', values['time-limit']) ?? defaults.limit),
    smoke,
    help: values.help === true,
  };
}

function readFlags(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ 'only-workload': text, only: text, runs: text, connections: text },
        ...{ pictures: text, size: text, pages: text, folder: text, cache: text },
        ...{ server: text, 'time-limit': text, results: text, smoke: flag, help: flag },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Tools run in folders of their own. */
const absolute = (folder: string | undefined) =>
  folder === undefined ? undefined : resolve(folder);

function wholeNumber(name: string, text: string | undefined, min = 1): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= min) return number;
  throw new UsageError(`--${name} must be a whole number from ${min}, not ${JSON.stringify(text)}`);
}

/** Those of `known` that were asked for, in the order of `known`; all when none was. */
function chosen<Name extends string>(
  what: string,
  asked: readonly string[],
  known: readonly Name[],
): readonly Name[] {
  const names = asked.map((name) => name.trim()).filter((name) => name !== '');
  const unknown = names.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0)
    throw new UsageError(`${what} knows ${known.join(', ')}, not ${unknown.join(', ')}`);
  return names.length === 0 ? known : known.filter((name) => names.includes(name));
}

function serverOf(text: string | undefined, smoke: boolean): 'nginx' | 'node' {
  if (text === undefined) return smoke ? 'node' : 'nginx';
  if (text === 'nginx' || text === 'node') return text;
  throw new UsageError(`--server knows nginx and node, not ${text}`);
}
