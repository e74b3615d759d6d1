/**
 * A hundred times kill -9, over a slow site with large pictures: what is saved in the end is what a crawl in peace saves, and
 * no picture starts from zero again. `TORTURE_SEED` repeats a run's choice of moments.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withSite } from '../support/site.ts';
import { startCommand } from './crash/command.ts';
import { randomNumbers } from './crash/moments.ts';
import { readFiles } from './crash/state.ts';
import { expectContinued, expectFrugal, expectSame, reportOf } from './torture/checks.ts';
import { argsOf, runLane } from './torture/lane.ts';
import { makeLargeFiles, SlowSite, type LargeFile } from './torture/slow-site.ts';

const KILLS = 100;
/** Crawls side by side, each with its own site and folders: most of the time goes into starting the process. */
const LANES = 2;
/** Half of it on a machine with nothing else to do is plenty. */
const PATIENCE_MS = 600_000;

/** SHA-256 by file name, of a crawl that nobody disturbs. */
async function inPeace(files: readonly LargeFile[], folder: string): Promise<Map<string, string>> {
  const [destination, storage] = [join(folder, 'pictures'), join(folder, 'storage')];
  await withSite(new SlowSite(files, false).answer, async (site) => {
    const ended = await startCommand(argsOf(site, destination, storage)).ended;
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
  });
  const { whole } = await readFiles(destination);
  const held = files.map(({ fileName, sha256 }) => [fileName, sha256]);
  expect(Object.fromEntries(whole)).toEqual(Object.fromEntries(held));
  return whole;
}

const seed = Number(process.env['TORTURE_SEED'] ?? Math.floor(Math.random() * 1e6));

test(
  `${KILLS} kills come to what a crawl in peace comes to, and continue every picture (TORTURE_SEED=${seed})`,
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'pixhaul-torture-'));
    try {
      const files = makeLargeFiles();
      const peace = await inPeace(files, join(root, 'peace'));
      const lanes = Array.from({ length: LANES }, (_, at) =>
        runLane(files, join(root, `lane-${at}`), KILLS / LANES, randomNumbers(seed + at)),
      );
      const crawls = (await Promise.all(lanes)).flat();
      for (const crawl of crawls) {
        expectSame(crawl, peace);
        expectContinued(crawl, files);
        expectFrugal(crawl, files);
      }
      const runs = crawls.flatMap((crawl) => crawl.runs);
      expect(runs.filter(({ killed }) => killed).length).toBeGreaterThanOrEqual(KILLS);
      console.info(crawls.map((crawl) => reportOf(crawl, files)).join('\n'));
    } finally {
      await rm(root, { recursive: true });
    }
  },
  PATIENCE_MS,
);
