/** Many hosts, some of them slow or dead: what the others pay for them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  IncompleteRun,
  type BenchContext,
  type Workload,
  type WorkloadReport,
} from '../context.ts';
import { inspect } from '../measure/completeness.ts';
import { watchOthers } from '../measure/machine-load.ts';
import { removeWritten } from '../measure/measure.ts';
import { runProcess } from '../measure/run-process.ts';
import { limitBar } from '../report/bars.ts';
import { median } from '../report/medians.ts';
import { percent, seconds, tableOf, times, whole } from '../report/table.ts';
import { makeSite } from '../site/make-site.ts';
import { startNodeSite, type NodeSite } from '../site/node-site.ts';
import { hostsOf, type Mixture } from './host-mixture.ts';

interface Size extends Mixture {
  /** Pictures on each host. */
  each: number;
  /** pixhaul's `-N`: all else is at its default. */
  concurrency: number;
}

const FULL: Size = {
  healthy: 175,
  late: 10,
  dripping: 10,
  refused: 3,
  silent: 2,
  each: 20,
  concurrency: 256,
};
const SMOKE: Size = {
  healthy: 7,
  late: 1,
  dripping: 1,
  refused: 1,
  silent: 1,
  each: 3,
  concurrency: 20,
};

interface HostsRun {
  /** From the start of the process until the last picture of the healthy hosts stood under its name. */
  savedMs: number;
  /** The same from the first request at the server. */
  sinceFirstRequestMs: number;
  cpuMs: number;
  peakRssBytes: number;
  serverBusy: number;
  othersCpuShare: number;
}

interface Task {
  site: NodeSite;
  /** Places of the healthy hosts. */
  healthy: readonly number[];
  each: number;
  concurrency: number;
  /** Start pages. */
  urls: readonly string[];
  /** SHA-256 of the healthy hosts' pictures. */
  digests: readonly string[];
}

export const hosts: Workload = { name: 'hosts', run };

async function run(context: BenchContext): Promise<WorkloadReport> {
  const size = context.smoke ? SMOKE : FULL;
  const configs = hostsOf(size);
  const count = configs.length;
  const plan = { pictures: count * size.each, pages: count, sizes: { each: 9000 } };
  const made = await makeSite(plan, context.cache, context.signal);
  const site = await startNodeSite(made, configs, context.signal);
  const healthy = configs.flatMap(({ kind }, i) => (kind === 'healthy' ? [i] : []));
  const isHealthy = (_: unknown, i: number) => configs[i]?.kind === 'healthy';
  const task = {
    ...{ site, healthy, each: size.each, concurrency: size.concurrency },
    digests: made.galleries
      .filter(isHealthy)
      .flatMap(({ pictures }) => pictures.map((p) => p.sha256)),
  };
  const all: HostsRun[] = [];
  const alone: HostsRun[] = [];
  try {
    for (let turn = 1; turn <= context.runs; turn++) {
      alone.push(await measureHosts(context, { ...task, urls: site.pageUrls.filter(isHealthy) }));
      all.push(await measureHosts(context, { ...task, urls: site.pageUrls }));
      const [took, tookAlone] = [all.at(-1), alone.at(-1)].map((one) =>
        seconds(one?.savedMs ?? NaN),
      );
      context.say(`  run ${turn} of ${context.runs}: ${took ?? ''} s, alone ${tookAlone ?? ''} s`);
    }
  } finally {
    await site.close();
  }
  return reportOf(size, { all, alone });
}

async function measureHosts(context: BenchContext, task: Task): Promise<HostsRun> {
  const { signal, limitMs, cli } = context;
  const { site, concurrency, urls, digests } = task;
  const folder = join(context.folder, 'run');
  const destination = join(folder, 'pictures');
  const list = join(folder, 'urls.txt');
  await mkdir(destination, { recursive: true });
  await writeFile(list, urls.map((url) => `${url}\n`).join(''));
  const args = [cli, '-i', list, '-N', String(concurrency), '-d', destination];
  const command = { file: process.execPath, args: [...args, '--storage', join(folder, 'storage')] };
  const othersShare = watchOthers();
  const { value, load } = await site.watch(() =>
    runProcess({
      ...{ command, folder, limitMs, signal },
      logFile: join(folder, 'output.log'),
      until: (over) => untilSaved(destination, task, over),
    }),
  );
  const { fault, lastAt } = await inspect(destination, { digests, othersToo: true });
  await removeWritten(folder);
  if (fault !== undefined || lastAt === undefined)
    throw new IncompleteRun(
      `pixhaul: ${value.end}; healthy hosts: ${fault ?? 'nothing'}; ${value.output}`,
    );
  const savedMs = lastAt - value.startedAtDate;
  const firstRequestMs = (load.served?.firstRequestAt ?? NaN) - value.startedAt;
  return {
    savedMs,
    sinceFirstRequestMs: savedMs - firstRequestMs,
    cpuMs: value.cpuMs,
    peakRssBytes: value.peakRssBytes,
    serverBusy: load.busy,
    othersCpuShare: othersShare(value.cpuMs + load.cpuMs, value.wallMs),
  };
}

/** Asks the server, which costs little, and looks at the files only when it has sent them all. */
async function untilSaved(
  destination: string,
  { site, healthy, each, digests }: Task,
  over: AbortSignal,
): Promise<void> {
  const sentAll = async () => {
    const { pictures } = await site.served();
    return healthy.every((host) => (pictures[host] ?? 0) >= each);
  };
  const saved = async () =>
    (await inspect(destination, { digests, othersToo: true })).fault === undefined;
  while (!over.aborted && !((await sentAll()) && (await saved()))) await sleep(100);
}

function reportOf(size: Size, runs: { all: HostsRun[]; alone: HostsRun[] }): WorkloadReport {
  const { healthy, late, dripping, refused, silent, each, concurrency } = size;
  const of = (some: HostsRun[], number: (one: HostsRun) => number) => median(some.map(number));
  const savedMs = (some: HostsRun[]) => of(some, (one) => one.savedMs);
  const row = (title: string, some: HostsRun[]) => [
    title,
    seconds(savedMs(some)),
    seconds(of(some, (one) => one.sinceFirstRequestMs)),
    seconds(of(some, (one) => one.cpuMs)),
    percent(of(some, (one) => one.serverBusy)),
  ];
  const ratio = savedMs(runs.all) / savedMs(runs.alone);
  const others = [...runs.all, ...runs.alone].map((one) => one.othersCpuShare);
  const count = healthy + late + dripping + refused + silent;
  return {
    title: `${count} hosts with ${each} pictures of 9 kB each, of which ${healthy} answer after 50 ms, ${late} after 2 s, ${dripping} send 2 kB/s, ${refused} refuse connections and ${silent} never answer; politeness at its defaults, \`-N ${concurrency}\``,
    markdown: tableOf(
      [
        'until the healthy hosts’ pictures are saved',
        'wall, s',
        'since 1st request, s',
        'CPU, s',
        'server busy',
      ],
      [row(`all ${count} hosts`, runs.all), row(`the ${healthy} healthy ones alone`, runs.alone)],
    ),
    notes: [
      `With all hosts it took ${times(ratio)} the time.`,
      'The process is ended when the last picture of the healthy hosts stands under its name, checked by SHA-256.',
      `Seconds of each run: all hosts ${listOf(runs.all)}; alone ${listOf(runs.alone)}.`,
      `Other programs took ${whole(Math.min(...others) * 100)} to ${percent(Math.max(...others))} of the machine meanwhile.`,
    ],
    bars: [limitBar('hosts: healthy hosts among all by alone', 1.1, ratio, times)],
    data: { size, ...runs },
  };
}

const listOf = (runs: HostsRun[]) => runs.map(({ savedMs }) => seconds(savedMs)).join(', ');
