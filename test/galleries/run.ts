/**
 * `npm run test:galleries`: galleries that real software made of real photographs, served by a real web server and
 * crawled with the real command line. Every original must be saved once, byte for byte.
 *
 * To be run by `node --import tsx`: the process that `tsx` puts in front kills this one on a signal, if it does not
 * answer at once, and nothing would be cleaned up.
 *
 * Ends with 0 when all is as it should be, 1 when something is missing or wrong, 2 when it cannot begin.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { check, offeredBy, type Verdict } from './check.ts';
import { crawl, type Crawled } from './crawl.ts';
import { serve, type Site } from './nginx.ts';
import { photographPaths, requirePackages } from './packages.ts';
import { layOutAlbums, photographsIn } from './photographs.ts';
import { RunError, temporaryFolder } from './programs.ts';
import { GALLERIES, type Gallery } from './software.ts';
import { table } from './table.ts';

const COLUMNS = 'gallery originals saved missing wrong extra pages requests seconds'.split(' ');

const say = (text: string) => process.stdout.write(`${text}\n`);

interface Result {
  gallery: Gallery;
  verdict: Verdict;
  crawled: Crawled;
  requests: number;
}

async function main(): Promise<number> {
  await requirePackages();
  const folder = temporaryFolder();
  const albums = join(folder, 'albums');
  const photographs = await layOutAlbums(await photographPaths(), albums);
  const sites = await build(albums, folder);
  const server = await serve(sites, join(folder, 'nginx'));
  const results: Result[] = [];
  for (const [index, { site, url, requests }] of server.served.entries()) {
    const { root, gallery } = site;
    say(`crawling ${gallery.name}`);
    const crawled = await crawl(url, join(folder, `crawl-${index}`));
    const files = await photographsIn(root);
    const offered = offeredBy(gallery, photographs, files);
    const verdict = check(offered, files, await photographsIn(crawled.destination));
    results.push({ gallery, verdict, crawled, requests: await requests() });
  }
  await server.stop();
  return report(results);
}

/** Makes all galleries, one after the other: each keeps the machine busy. */
async function build(albums: string, folder: string): Promise<(Site & { gallery: Gallery })[]> {
  const home = join(folder, 'home');
  await mkdir(home);
  const roots = new Map<string, string>();
  for (const [index, { name, basedOn, build }] of GALLERIES.entries()) {
    const site = join(folder, `site-${index}`);
    say(`building ${name}`);
    const base = basedOn === undefined ? undefined : roots.get(basedOn);
    if (base !== undefined) await cp(base, site, { recursive: true, preserveTimestamps: true });
    await build({ albums, site, home });
    roots.set(name, site);
  }
  return GALLERIES.map((gallery) => ({
    gallery,
    root: roots.get(gallery.name) ?? '',
    listsFolders: gallery.listsFolders === true,
  }));
}

function report(results: readonly Result[]): number {
  say('');
  say(
    table(
      COLUMNS,
      results.map(({ gallery, verdict, crawled, requests }) => [
        gallery.name,
        verdict.originals,
        verdict.saved,
        verdict.missing.length,
        verdict.wrong.length,
        verdict.extra.renditions.length + verdict.extra.others.length,
        crawled.pages,
        requests,
        crawled.seconds.toFixed(1),
      ]),
    ),
  );
  const good = results.map(reportDetails);
  return good.every(Boolean) ? 0 : 1;
}

/** Names what the table only counts; whether all is well. */
function reportDetails({ gallery: { name }, verdict, crawled }: Result): boolean {
  const { missing, wrong, extra } = verdict;
  const faults = [
    ...missing.map((path) => `missing: ${path}`),
    ...wrong.map((path) => `wrong: ${path}`),
    ...crawled.incomplete,
  ];
  for (const fault of faults) say(`${name}: ${fault}`);
  if (crawled.incomplete.length > 0) say(crawled.said);
  const { renditions, others } = extra;
  if (renditions.length > 0) say(`${name}: extra: ${renditions.length} smaller renditions`);
  if (others.length > 0) say(`${name}: extra: other pictures of the site: ${others.join(', ')}`);
  return faults.length === 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RunError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
