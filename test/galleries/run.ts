/**
 * `npm run test:galleries`: galleries that real software made of real photographs, served by a real web server and
 * crawled with the real command line. Every original must be saved once, byte for byte.
 *
 * Ends with 0 when all is as it should be, 1 when something is missing or wrong, 2 when it cannot begin.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { check, offeredBy, type Verdict } from './check.ts';
import { crawl, type Crawled } from './crawl.ts';
import { serve } from './nginx.ts';
import { photographPaths, requirePackages } from './packages.ts';
import { layOutAlbums, photographsIn } from './photographs.ts';
import { RunError, temporaryFolder } from './programs.ts';
import { GALLERIES, type Gallery } from './software.ts';
import { table } from './table.ts';

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
  const [albums, home] = [join(folder, 'albums'), join(folder, 'home')];
  const siteOf = (index: number) => join(folder, `site-${index}`);
  await mkdir(home);
  const photographs = await layOutAlbums(await photographPaths(), albums);
  say(`${photographs.length} photographs in ${folder}`);
  for (const [index, { name, build }] of GALLERIES.entries()) {
    say(`building: ${name}`);
    await build(albums, siteOf(index), home);
  }
  const sites = GALLERIES.map(({ listsFolders = false }, index) => ({
    root: siteOf(index),
    listsFolders,
  }));
  const server = await serve(sites, join(folder, 'nginx'));
  const results: Result[] = [];
  for (const [index, gallery] of GALLERIES.entries()) {
    const served = server.sites[index];
    if (served === undefined) continue;
    say(`crawling: ${gallery.name}`);
    const crawled = await crawl(served.url, join(folder, `crawl-${index}`));
    const { files, offered } = await offeredBy(photographs, siteOf(index), gallery.renditions);
    const verdict = check(offered, files, await photographsIn(crawled.destination));
    results.push({ gallery, verdict, crawled, requests: await served.requests() });
  }
  await server.stop();
  return report(results);
}

function report(results: readonly Result[]): number {
  say('');
  say(
    table(
      [
        'gallery',
        'originals',
        'saved',
        'missing',
        'wrong',
        'extra',
        'pages',
        'requests',
        'seconds',
      ],
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
  if (renditions.length + others.length > 0)
    say(
      `${name}: extra are ${renditions.length} smaller renditions and ${others.length} other pictures of the site`,
    );
  return faults.length === 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RunError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
