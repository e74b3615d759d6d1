/**
 * `npm run test:galleries`: galleries that real software made of real photographs, served by real web servers and
 * crawled with the real command line. Every original must be saved once, byte for byte. With `--peers`, gallery-dl,
 * wget2 and httrack fetch the same galleries; with `--only=NAME`, those alone whose names contain NAME.
 *
 * To be run by `node --import tsx`: the process that `tsx` puts in front kills this one on a signal, if it does not
 * answer at once, and nothing would be cleaned up.
 *
 * Ends with 0 when all is as it should be, 1 when something is missing or wrong, 2 when it cannot begin.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Built } from './build.ts';
import { check, offeredBy } from './check.ts';
import { countingProxy } from './counting-proxy.ts';
import { crawl } from './crawl.ts';
import { requirePackages, softwareUsed } from './packages.ts';
import { PEERS, fetchBy, pagesOf, type Haul } from './peers.ts';
import { photographsIn } from './photographs.ts';
import { RunError, temporaryFolder } from './programs.ts';
import { reportDetails, comparison, verdicts, type Result } from './report.ts';
import { serve } from './serve.ts';
import { GALLERIES, type Gallery } from './software.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const { peers, only } = parseArgs({
    options: {
      peers: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  }).values;
  await requirePackages(peers);
  const folder = temporaryFolder();
  const chosen = GALLERIES.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
  if (chosen.length === 0)
    throw new RunError(
      `No gallery has "${only}" in its name; there are: ${GALLERIES.map(({ name }) => name).join('; ')}.`,
    );
  const built = await build(withBases(chosen), folder, say);
  const results: Result[] = [];
  for (const [index, gallery] of chosen.entries()) {
    say(`crawling ${gallery.name}`);
    results.push(await measure(gallery, built, join(folder, `run-${index}`), peers));
  }
  say(`\n${verdicts(results)}\n`);
  if (peers) say(`${comparison(results)}\n`);
  say(await softwareUsed(peers));
  const good = results.map((result) => reportDetails(result, say));
  return good.every(Boolean) ? 0 : 1;
}

/** With the galleries that they are based on, which come earlier. */
function withBases(chosen: readonly Gallery[]): Gallery[] {
  const needed = new Set(chosen.map(({ name }) => name));
  for (const { name, basedOn } of GALLERIES.toReversed())
    if (basedOn !== undefined && needed.has(name)) needed.add(basedOn);
  return GALLERIES.filter(({ name }) => needed.has(name));
}

/** Serves one gallery, and lets all programs at it, one after the other. */
async function measure(
  gallery: Gallery,
  { npm, photographs, rootOf }: Built,
  folder: string,
  peers: boolean,
): Promise<Result> {
  const root = rootOf(gallery);
  const site = await photographsIn(root);
  const offered = offeredBy(gallery, photographs, site);
  const own = await Promise.all((gallery.server.alsoServes ?? []).map(photographsIn));
  const { port, stop } = await serve(gallery.server, { root, folder, npm });
  const proxy = await countingProxy(port);
  const crawled = await crawl(proxy.url, join(folder, 'crawl'));
  await proxy.stop();
  const saved = await photographsIn(crawled.destination);
  const verdict = check(offered, [...site, ...own.flat()], saved);
  const pages = pagesOf(site, gallery.build === undefined);
  const hauls: Record<string, Haul> = {};
  for (const peer of peers ? PEERS : [])
    hauls[peer.name] = await fetchBy(peer, port, join(folder, peer.name), { offered, pages });
  await stop();
  return { gallery, verdict, crawled, requests: proxy.requests(), hauls };
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RunError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
