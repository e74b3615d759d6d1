/** Workloads in which every tool saves the same site. */
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Bar, BenchContext, Workload, WorkloadReport } from '../context.ts';
import { measureInTurns, type PeerRuns } from '../measure/turns.ts';
import type { FoundPeer } from '../peers/index.ts';
import { crawlNotes, crawlTable } from '../report/crawl-table.ts';
import { makeSite, type MadeSite } from '../site/make-site.ts';
import { startNginx } from '../site/nginx.ts';
import { startNodeSite } from '../site/node-site.ts';
import type { SitePlan } from '../site/plan.ts';
import type { RunningSite } from '../site/running-site.ts';
import { leastMs, type Line } from './line.ts';

export interface CrawlDefinition extends Line {
  name: string;
  /** Ends the sentence "5000 pictures, 45 MB in all, on 100 gallery pages, …". */
  title: string;
  full: SitePlan;
  smoke: SitePlan;
  /** @param limitMs the least time that the line allows; 0: it allows any */
  bars: (all: readonly PeerRuns[], limitMs: number) => Bar[];
}

/** What a tool with one connection would need longer for is not worth waiting for. */
const PATIENCE_MS = 120_000;

export const crawlWorkload = (definition: CrawlDefinition): Workload => ({
  name: definition.name,
  run: (context) => runCrawl(definition, context),
});

async function runCrawl(
  definition: CrawlDefinition,
  context: BenchContext,
): Promise<WorkloadReport> {
  const { connections, runs, say, signal } = context;
  const plan = planOf(definition, context);
  say(`  making or finding ${plan.pictures} pictures …`);
  const made = await makeSite(plan, context.cache, signal);
  const sizes = made.galleries.flatMap(({ pictures }) => pictures.map(({ bytes }) => bytes));
  const pictures = { count: sizes.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
  const limitMs = leastMs(definition, pictures, connections);
  const { taken, left } = choose(context.peers, leastMs(definition, pictures, 1));
  const site = await startSite(definition, made, context);
  try {
    const all = await measureInTurns(context, { peers: taken, site, connections, runs });
    const megabytes = (pictures.bytes / 1e6).toFixed(pictures.bytes < 1e7 ? 1 : 0);
    return {
      title: `${pictures.count} pictures, ${megabytes} MB in all, on ${plan.pages} gallery pages, ${definition.title}; served by ${site.server === 'nginx' ? 'nginx' : 'node:http'}; ${connections} connections`,
      markdown: crawlTable(all),
      notes: [
        ...(limitMs > 0 ? [`The line allows no less than ${(limitMs / 1000).toFixed(2)} s.`] : []),
        ...crawlNotes(all, connections),
        ...left,
        ...context.missing.map(({ title, install }) => `${title}: not installed (${install}).`),
      ],
      bars: definition.bars(all, limitMs),
      data: { plan, pictures, limitMs, server: site.server, tools: all.map(dataOf) },
    };
  } finally {
    await site.close();
  }
}

const dataOf = ({ peer: { name, version, given }, runs, voids }: PeerRuns) => ({
  ...{ name, version, given, runs, voids },
});

function planOf({ full, smoke }: CrawlDefinition, context: BenchContext): SitePlan {
  const own = context.smoke ? smoke : full;
  const pictures = context.pictures ?? own.pictures;
  return {
    pictures,
    pages: Math.min(context.pages ?? own.pages, pictures),
    sizes: context.size === undefined ? own.sizes : { each: context.size },
  };
}

/** Tools with one connection are left out where they would take too long, and it is said. */
function choose(
  peers: readonly FoundPeer[],
  oneConnectionMs: number,
): { taken: FoundPeer[]; left: string[] } {
  const tooSlow = ({ oneConnection = false }: FoundPeer) =>
    oneConnection && oneConnectionMs > PATIENCE_MS;
  return {
    taken: peers.filter((peer) => !tooSlow(peer)),
    left: peers
      .filter(tooSlow)
      .map(
        ({ title }) =>
          `${title} is left out: with its one connection the line alone would take it ${Math.round(oneConnectionMs / 1000)} s.`,
      ),
  };
}

async function startSite(
  { latencyMs, bytesPerSecond }: Line,
  made: MadeSite,
  { server, workspace, signal }: BenchContext,
): Promise<RunningSite> {
  if (server === 'nginx' && latencyMs === undefined && bytesPerSecond === undefined) {
    const folder = join(workspace, 'nginx');
    await mkdir(folder, { recursive: true });
    return startNginx(made, folder, signal);
  }
  const line = {
    ...(latencyMs !== undefined && { latencyMs }),
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
  };
  return startNodeSite(made, [{ address: '127.0.0.1', ...line }], signal);
}
