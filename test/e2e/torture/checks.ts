/** What must hold of a crawl that was killed again and again. */
import { expect } from 'vitest';
import type { Crawl, Run } from './lane.ts';
import type { LargeFile } from './slow-site.ts';

/** The files are those that a crawl in peace has saved, and nothing else is there. */
export function expectSame(crawl: Crawl, peace: ReadonlyMap<string, string>): void {
  const last = crawl.runs.at(-1);
  expect(last?.ended, last?.ended.stderr).toMatchObject({ code: 0, signal: null });
  expect(Object.fromEntries(last?.files.whole ?? [])).toEqual(Object.fromEntries(peace));
  expect([...(last?.files.parts ?? [])]).toEqual([]);
}

/** Each run goes on exactly where the one before it was killed, and asks for nothing that was whole. */
export function expectContinued({ runs }: Crawl, files: readonly LargeFile[]): void {
  for (const [at, run] of runs.entries()) {
    const before = runs[at - 1];
    if (before) for (const file of files) expectGoesOn(file, before, run, `run ${at + 1}`);
  }
}

/** Bytes of a part that the next run goes on after: a whole one, killed just before its place, has its last sent again. */
const heldOf = ({ fileName, bytes }: LargeFile, { files }: Run): number =>
  Math.min(files.parts.get(`${fileName}.part`) ?? 0, bytes.length - 1);

function expectGoesOn(file: LargeFile, before: Run, now: Run, run: string): void {
  const { path, fileName } = file;
  const [first, ...more] = now.requests.filter(({ url }) => url === path);
  if (first === undefined) return;
  const about = `${path} in ${run}`;
  expect(before.files.whole.has(fileName), `${about} was whole`).toBe(false);
  expect(more, `${about}: asked for once more`).toEqual([]);
  const held = heldOf(file, before);
  const { range } = first.headers;
  // What a part can be continued by is noted down before the first 256 KiB of it are written.
  if (range === undefined) expect(held, `${about} started from zero`).toBe(0);
  else expect(range, about).toBe(`bytes=${held}-`);
}

/**
 * Nothing that was on disk is sent again: the last run, which nobody disturbs, is sent exactly what is missing. What a
 * kill costs is what was under way, which a loaded machine makes more of, and never what was written.
 */
export function expectFrugal({ runs }: Crawl, files: readonly LargeFile[]): void {
  const [last, before] = [runs.at(-1), runs.at(-2)];
  if (!last || !before) return;
  const missing = files.map((file) => {
    const { path, fileName, bytes } = file;
    const [first] = last.requests.filter(({ url }) => url === path);
    const unnoted = first !== undefined && first.headers.range === undefined;
    const held = unnoted ? 0 : heldOf(file, before);
    return before.files.whole.has(fileName) ? 0 : bytes.length - held;
  });
  expect(sentIn(last, files)).toBe(sumOf(missing));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

const requestsFor = ({ requests }: Run, files: readonly LargeFile[]) =>
  requests.filter(({ url }) => files.some(({ path }) => path === url));

const sentIn = (run: Run, files: readonly LargeFile[]): number =>
  sumOf(requestsFor(run, files).map(({ sent }) => sent));

/** Numbers for a person. */
export function reportOf({ runs }: Crawl, files: readonly LargeFile[]): string {
  const all = runs.flatMap((run) => requestsFor(run, files));
  const continued = all.filter(({ headers }) => headers.range !== undefined).length;
  const total = sumOf(files.map(({ bytes }) => bytes.length));
  const again = sumOf(runs.map((run) => sentIn(run, files))) - total;
  return [
    `${runs.filter(({ killed }) => killed).length} kills`,
    `${continued} requests for a rest`,
    `${all.length - continued - files.length} files begun again before anything was written`,
    `${(again / 1e6).toFixed(1)} MB of ${(total / 1e6).toFixed(1)} MB were under way at a kill`,
  ].join('; ');
}
