/** How soon the command line does something. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  IncompleteRun,
  type BenchContext,
  type Workload,
  type WorkloadReport,
} from '../context.ts';
import { inspect } from '../measure/completeness.ts';
import { removeWritten } from '../measure/measure.ts';
import { runProcess, type ProcessRun } from '../measure/run-process.ts';
import { limitBar } from '../report/bars.ts';
import { median } from '../report/medians.ts';
import { fixed, tableOf, whole } from '../report/table.ts';
import { makeSite } from '../site/make-site.ts';
import { startNodeSite, type NodeSite } from '../site/node-site.ts';

/** Runs are short, and their times spread. */
const LEAST_RUNS = 10;
const SMOKE_RUNS = 1;

/** Milliseconds from the start of the process, one of each run. */
interface Times {
  /** A process of Node.js that does nothing, to its end. */
  bareNode: number[];
  /** `pixhaul --help`, to its end. */
  help: number[];
  /** A crawl: until its first request reached the server, until its first picture stood under its name, to its end. */
  firstRequest: number[];
  firstPicture: number[];
  end: number[];
}

export const startup: Workload = { name: 'startup', run };

async function run(context: BenchContext): Promise<WorkloadReport> {
  const plan = { pictures: 5, pages: 1, sizes: { each: 9000 } };
  const made = await makeSite(plan, context.cache, context.signal);
  const site = await startNodeSite(made, [{ address: '127.0.0.1' }], context.signal);
  const times: Times = { bareNode: [], help: [], firstRequest: [], firstPicture: [], end: [] };
  const runs = context.smoke ? SMOKE_RUNS : Math.max(LEAST_RUNS, context.runs);
  try {
    for (let turn = 0; turn < runs; turn++) {
      times.bareNode.push((await runNode(context, ['-e', '1'])).wallMs);
      times.help.push((await runNode(context, [context.cli, '--help'])).wallMs);
      const crawl = await measureCrawl(context, site);
      times.firstRequest.push(crawl.firstRequestMs);
      times.firstPicture.push(crawl.firstPictureMs);
      times.end.push(crawl.wallMs);
    }
  } finally {
    await site.close();
  }
  return reportOf(times, runs);
}

/** @throws IncompleteRun unless it ends well */
async function runNode(
  { folder, limitMs, signal }: BenchContext,
  args: readonly string[],
): Promise<ProcessRun> {
  const command = { file: process.execPath, args };
  const logFile = join(folder, 'output.log');
  const run = await runProcess({ command, folder, logFile, limitMs, signal });
  if (run.end !== 'exit code 0')
    throw new IncompleteRun(`node ${args.join(' ')}: ${run.end}; ${run.output}`);
  return run;
}

async function measureCrawl(context: BenchContext, site: NodeSite) {
  const folder = join(context.folder, 'run');
  const destination = join(folder, 'pictures');
  await mkdir(destination, { recursive: true });
  const storage = join(folder, 'storage');
  const args = [context.cli, site.startUrl, '-d', destination, '--storage', storage];
  const { value, load } = await site.watch(() => runNode(context, args));
  const { fault, firstAt } = await inspect(destination, { digests: site.digests });
  await removeWritten(folder);
  const firstRequestAt = load.served?.firstRequestAt;
  if (fault !== undefined || firstAt === undefined || firstRequestAt === undefined)
    throw new IncompleteRun(`pixhaul: ${fault ?? 'it asked for nothing'}`);
  return {
    firstRequestMs: firstRequestAt - value.startedAt,
    firstPictureMs: firstAt - value.startedAtDate,
    wallMs: value.wallMs,
  };
}

function reportOf(times: Times, runs: number): WorkloadReport {
  const row = (title: string, all: number[]) => [
    title,
    ...[median(all), Math.min(...all), Math.max(...all)].map(whole),
  ];
  const write = (ms: number) => `${fixed(0)(ms)} ms`;
  return {
    title: `From the start of the process; ${runs} runs of each, in turns; the crawl is of 5 pictures on one page`,
    markdown: tableOf(
      ['', 'median, ms', 'least', 'most'],
      [
        row('`node -e 1`, to its end', times.bareNode),
        row('`pixhaul --help`, to its end', times.help),
        row('crawl: first request at the server', times.firstRequest),
        row('crawl: first picture under its name', times.firstPicture),
        row('crawl: to its end', times.end),
      ],
    ),
    notes: [],
    bars: [
      limitBar('startup: `pixhaul --help`', 150, median(times.help), write),
      limitBar('startup: first request', 700, median(times.firstRequest), write),
    ],
    data: times,
  };
}
