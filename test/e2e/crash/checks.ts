/** What must hold of a crawl's folders: at every moment, and when it has ended. */
import { expect } from 'vitest';
import { accountsOf } from './accounts.ts';
import type { Run } from './runs.ts';
import type { GallerySite } from './site.ts';

/** Holds at every moment, whatever happened to the run before. */
export function expectSound({ run, state, files }: Run, gallery: GallerySite): void {
  const at = `after run ${run}`;
  expect(state.counted, at).toEqual(state.grouped);
  for (const { file_name, sha256 } of state.manifest)
    expect(files.whole.get(file_name), `${file_name} ${at}`).toBe(sha256);
  const known = new Set(gallery.good.map(({ sha256 }) => sha256));
  const strangers = [...files.whole].filter(([, hash]) => !known.has(hash));
  expect(strangers, `files under final names that are not whole ${at}`).toEqual([]);
  const unrecorded = files.whole.size - state.manifest.length;
  expect(unrecorded, `files that are not in the manifest ${at}`).toBeLessThanOrEqual(
    state.placing.length,
  );
}

/** Holds when a run has ended by itself. */
export function expectComplete(last: Run, gallery: GallerySite): void {
  const { state, files, ended } = last;
  expectSound(last, gallery);
  expect(ended, ended.stderr).toMatchObject({ code: 8, signal: null });
  expect([...files.parts.keys()]).toEqual([]);
  expect(Object.fromEntries(files.whole)).toEqual(
    Object.fromEntries(state.manifest.map(({ file_name, sha256 }) => [file_name, sha256])),
  );
  expect(state.placing).toEqual([]);
  const waiting = [...state.requests].filter(([, r]) => ['ready', 'delayed'].includes(r.state));
  expect(waiting).toEqual([]);
}

/**
 * Holds of all runs together, of which all but the last were ended early: nothing was asked for without need.
 * @returns how many requests were sent again, as their answers were lost
 */
export function expectFrugal(
  runs: readonly Run[],
  gallery: GallerySite,
  concurrency: number,
): number {
  const { tooMany, tooFew, repeated, inFlight } = accountsOf(runs, gallery.asked);
  expect(tooMany).toEqual([]);
  expect(tooFew).toEqual([]);
  expect(Math.max(...inFlight)).toBeLessThanOrEqual(concurrency);
  expect(inFlight.at(-1)).toBe(0);
  return repeated;
}
