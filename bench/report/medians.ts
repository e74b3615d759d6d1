/** From runs to the numbers that are compared. */
import type { Measurement } from '../measure/measure.ts';

export interface Medians {
  picturesPerSecond: number;
  wallMs: number;
  cpuMs: number;
  cpuMsPerPicture: number;
  peakRssBytes: number;
  firstPictureMs: number;
  /** NaN where the server does not tell. */
  sinceFirstRequestMs: number;
  serverBusy: number;
}

/** Each number's own median: those of one line need not come from the same run. NaN of no runs. */
export function mediansOf(runs: readonly Measurement[]): Medians {
  const of = (number: (run: Measurement) => number) => median(runs.map(number));
  return {
    picturesPerSecond: of((run) => run.picturesPerSecond),
    wallMs: of((run) => run.wallMs),
    cpuMs: of((run) => run.cpuMs),
    cpuMsPerPicture: of((run) => run.cpuMsPerPicture),
    peakRssBytes: of((run) => run.peakRssBytes),
    firstPictureMs: of((run) => run.firstPictureMs),
    sinceFirstRequestMs: of((run) => run.sinceFirstRequestMs ?? NaN),
    serverBusy: of((run) => run.server.busy),
  };
}

/** The middle one, or the mean of the two in the middle. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return (lower + upper) / 2;
}
