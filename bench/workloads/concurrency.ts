/** What connections bring against a server that is far away and gives each of them little. */
import type { BenchContext, Workload, WorkloadReport } from '../context.ts';
import { measureInTurns, type PeerRuns } from '../measure/turns.ts';
import { crawlNotes } from '../report/crawl-table.ts';
import { median } from '../report/medians.ts';
import { fixed, seconds, tableOf } from '../report/table.ts';
import { makeSite } from '../site/make-site.ts';
import { startNodeSite } from '../site/node-site.ts';
import { leastMs } from './line.ts';

interface Size {
  pictures: number;
  /** Of each picture. */
  bytes: number;
  latencyMs: number;
  bytesPerSecond: number;
  levels: readonly number[];
}

const FULL: Size = {
  ...{ pictures: 38, bytes: 1_000_000, latencyMs: 100, bytesPerSecond: 500_000 },
  levels: [1, 8, 40],
};
const SMOKE: Size = {
  ...{ pictures: 12, bytes: 50_000, latencyMs: 20, bytesPerSecond: 1_000_000 },
  levels: [2, 12],
};

interface Level {
  connections: number;
  all: readonly PeerRuns[];
}

export const concurrency: Workload = { name: 'concurrency', run };

async function run(context: BenchContext): Promise<WorkloadReport> {
  const size = context.smoke ? SMOKE : FULL;
  const { pictures, bytes, latencyMs, bytesPerSecond } = size;
  const plan = { pictures, pages: 1, sizes: { each: bytes } };
  const made = await makeSite(plan, context.cache, context.signal);
  const host = { address: '127.0.0.1', latencyMs, bytesPerSecond };
  const site = await startNodeSite(made, [host], context.signal);
  const levels: Level[] = [];
  try {
    for (const connections of size.levels) {
      context.say(`  ${connections} connections`);
      // One after the other the line decides, the same in every run, and it takes long.
      const runs = connections === 1 ? 1 : context.runs;
      const peers = context.peers.filter(
        ({ oneConnection = false }) => !oneConnection || connections === 1,
      );
      const all = await measureInTurns(context, { peers, site, connections, runs });
      levels.push({ connections, all });
    }
  } finally {
    await site.close();
  }
  return reportOf(context, size, levels);
}

function reportOf(context: BenchContext, size: Size, levels: readonly Level[]): WorkloadReport {
  const { pictures, bytes, latencyMs, bytesPerSecond } = size;
  const total = pictures * bytes;
  const row = (title: string, wallMs: (level: Level) => number) => [
    title,
    ...levels.flatMap((level) => {
      const ms = wallMs(level);
      return [seconds(ms), fixed(0)(total / ms)];
    }),
  ];
  const of = (name: string) => (level: Level) =>
    median(
      level.all
        .filter(({ peer }) => peer.name === name)
        .flatMap(({ runs }) => runs.map(({ wallMs }) => wallMs)),
    );
  const least = ({ connections }: Level) =>
    // Pictures are not shared out: the last round is as long as the others.
    Math.ceil(pictures / connections) * leastMs(size, { count: 1, bytes }, 1);
  const last = levels.at(-1);
  return {
    title: `${pictures} pictures of ${bytes / 1e6} MB on one page, ${latencyMs} ms to the first byte and ${bytesPerSecond / 1000} kB/s for each connection`,
    markdown: tableOf(
      ['', ...levels.flatMap(({ connections: n }) => [`${n}: wall, s`, `${n}: kB/s`])],
      [
        ...context.peers.map(({ title, name }) => row(title, of(name))),
        row('what the line allows the pictures', least),
      ],
    ),
    notes: [
      'A column for each number of connections; with 1 there is one run only.',
      'Tools that have one connection whatever they are told are measured with 1.',
      ...(last ? crawlNotes(last.all, last.connections) : []),
      ...context.missing.map(({ title, install }) => `${title}: not installed (${install}).`),
    ],
    bars: [],
    data: {
      size,
      levels: levels.map(({ connections, all }) => ({
        connections,
        tools: all.map(({ peer, runs, voids }) => ({ name: peer.name, runs, voids })),
      })),
    },
  };
}
