/**
 * Ends a crawl in the middle, again and again, and compares what it comes to with what a crawl in peace comes to.
 * `CRASH_SEED` repeats a run's choice of moments.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSite, type Site } from '../support/site.ts';
import { expectComplete, expectFrugal, expectSound } from './crash/checks.ts';
import { killMoments } from './crash/moments.ts';
import { expectedOutcome, fileNames, outcomeOf } from './crash/outcome.ts';
import {
  peacefully,
  runOnce,
  runUntilDone,
  whenSent,
  type Run,
  type Runner,
} from './crash/runs.ts';
import { GallerySite } from './crash/site.ts';
import { reportOf, statusOf } from './crash/reports.ts';

const PER_HOST = 8;
/** Each of so many lanes has one request under way at most, and writes what the one before brought. */
const IN_FLIGHT = 2 * PER_HOST;
/** The default of `--tries`. */
const TRIES = 5;
/** From the start of a process to its first request. A resume has no locks to wait for, and little to mend. */
const FIRST_REQUEST_MS = 2_000;
/** Nothing that is measured here takes so long; a machine with much else to do may. */
const PATIENCE_MS = 600_000;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pixhaul-crash-'));
});
afterEach(() => rm(root, { recursive: true }));

function withGalleries(
  galleries: number,
  test: (gallery: GallerySite, runner: (name: string) => Runner) => Promise<void>,
): Promise<void> {
  const gallery = new GallerySite(galleries);
  const run = (site: Site) => test(gallery, (name) => runnerIn(name, site, gallery));
  return withSite(gallery.answer, run, { mayLeaveOpen: true });
}

function runnerIn(name: string, site: Site, gallery: GallerySite): Runner {
  const storage = join(root, name, 'storage');
  const destination = join(root, name, 'pictures');
  const args = [
    ...[`${site.url}/`, '-d', destination, '--storage', storage, '--name', 'crash'],
    ...[
      '-N',
      String(PER_HOST),
      '--per-host',
      String(PER_HOST),
      '--tries',
      String(TRIES),
      '--retry-delay',
      '50ms',
    ],
  ];
  return { site, gallery, folders: { destination, storage, crawl: join(storage, 'crash') }, args };
}

const lastOf = (runs: readonly Run[]): Run => {
  const last = runs.at(-1);
  if (last === undefined) throw new Error('there was no run');
  return last;
};

describe('kill -9', () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 1e6));
  const moments = killMoments(seed);

  it(
    `at ${moments.length} moments of a crawl of 500 pictures: nothing is lost, nothing fetched twice (CRASH_SEED=${seed})`,
    () =>
      withGalleries(10, async (gallery, runner) => {
        const peace = lastOf(await runUntilDone(runner('peace'), []));
        expectComplete(peace, gallery);
        expect(outcomeOf(peace.state)).toEqual(expectedOutcome(gallery, TRIES));

        gallery.reset();
        const crash = runner('crash');
        const runs = await runUntilDone(crash, moments);
        const last = lastOf(runs);
        for (const run of runs) expectSound(run, gallery);
        expectComplete(last, gallery);
        expect(outcomeOf(last.state)).toEqual(outcomeOf(peace.state));
        expect(fileNames(last.state)).toEqual(fileNames(peace.state));
        expect(await statusOf(crash)).toEqual(await statusOf(runner('peace')));

        expect(runs.filter(({ killed }) => killed).length).toBeGreaterThanOrEqual(20);
        const repeated = expectFrugal(runs, gallery, IN_FLIGHT);
        const firsts = runs.flatMap(({ first }) => (first ? [first] : []));
        for (const { ownMs, ms } of firsts)
          expect(ownMs, `${ms} ms, less the time that others had the processor`).toBeLessThan(
            FIRST_REQUEST_MS,
          );
        console.info(reportOf(runs, repeated));

        const before = gallery.asked.length;
        const again = lastOf(await runUntilDone(crash, []));
        expectComplete(again, gallery);
        expect(again.state).toEqual(last.state);
        expect(gallery.asked.length).toBe(before);
      }),
    PATIENCE_MS,
  );
});

/** The windows between two steps that belong together are too short for a kill by chance. */
describe('kill -9 at a given step', () => {
  it.each([
    ['when the destination was tried out', 'writeFile', 'after', '1'],
    ['when a part file was made', 'open', 'after', '7'],
    ['when a placement was announced, before the file has its name', 'link', 'before', '7'],
    ['when the file has its name, and its part name too', 'link', 'after', '7'],
    ['when the file was placed, before that is recorded', 'unlink', 'after', '7'],
  ])('%s', (_, call, when, nth) =>
    withGalleries(1, async (gallery, runner) => {
      const step = new URL('./crash/kill-at.mjs', import.meta.url);
      step.search = new URLSearchParams({ call, when, nth }).toString();
      const killed = await runOnce(runner('step'), peacefully, ['--import', step.href]);
      expect(killed.killed, killed.ended.stderr).toBe(true);
      expectSound(killed, gallery);
      const last = await runOnce(runner('step'), peacefully);
      expectComplete(last, gallery);
      expect(outcomeOf(last.state)).toEqual(expectedOutcome(gallery, TRIES));
      expectFrugal([killed, last], gallery, IN_FLIGHT);
    }),
  );
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('ends the crawl in order; the same command finishes it', () =>
    withGalleries(2, async (gallery, runner) => {
      let asked = 0;
      const stopped = await runOnce(runner('stop'), (command) =>
        whenSent(gallery, 30, () => {
          asked = Date.now();
          command.kill(signal);
        }),
      );
      expect(Date.now() - asked).toBeLessThan(5_000);
      expectStopped(stopped, gallery);
      const last = await runOnce(runner('stop'), peacefully);
      expectComplete(last, gallery);
      expect(outcomeOf(last.state)).toEqual(expectedOutcome(gallery, TRIES));
      expect(expectFrugal([stopped, last], gallery, IN_FLIGHT)).toBe(0);
    }));

  it('sent twice stops at once; the same command finishes the crawl', () =>
    withGalleries(1, async (gallery, runner) => {
      let asked = 0;
      const stopped = await runOnce(runner('twice'), (command) =>
        whenSent(gallery, 10, () => {
          gallery.stalling = true;
          setTimeout(() => command.kill(signal), 200);
          setTimeout(() => {
            asked = Date.now();
            command.kill(signal);
          }, 700);
        }),
      );
      expect(Date.now() - asked).toBeLessThan(2_000);
      expect(stopped.ended, stopped.ended.stderr).toMatchObject({ code: 11, signal: null });
      expectSound(stopped, gallery);
      gallery.stalling = false;
      const last = await runOnce(runner('twice'), peacefully);
      expectComplete(last, gallery);
      expect(outcomeOf(last.state)).toEqual(expectedOutcome(gallery, TRIES));
      expectFrugal([stopped, last], gallery, IN_FLIGHT);
    }));
});

it('lets transfers that do not end have 5 seconds after a signal, and puts them back', () =>
  withGalleries(1, async (gallery, runner) => {
    let asked = 0;
    const stopped = await runOnce(runner('stall'), (command) =>
      whenSent(gallery, 10, () => {
        gallery.stalling = true;
        setTimeout(() => {
          asked = Date.now();
          command.kill('SIGINT');
        }, 200);
      }),
    );
    expect(Date.now() - asked).toBeGreaterThan(4_500);
    expect(Date.now() - asked).toBeLessThan(8_000);
    expectStopped(stopped, gallery);
    gallery.stalling = false;
    const last = await runOnce(runner('stall'), peacefully);
    expectComplete(last, gallery);
    expect(outcomeOf(last.state)).toEqual(expectedOutcome(gallery, TRIES));
  }));

function expectStopped(stopped: Run, gallery: GallerySite): void {
  const { ended, files, state } = stopped;
  expect(ended, ended.stderr).toMatchObject({ code: 11, signal: null });
  expect(ended.stderr).toContain('resume with the same command');
  expectSound(stopped, gallery);
  expect([...files.parts.keys()]).toEqual([]);
  const states = new Set([...state.requests.values()].map((request) => request.state));
  expect([...states]).toContain('ready');
}
