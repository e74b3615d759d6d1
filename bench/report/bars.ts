/** What must hold, beside what was measured. */
import type { Bar } from '../context.ts';
import type { PeerRuns } from '../measure/turns.ts';
import type { PeerName } from '../peers/peer.ts';
import { mediansOf } from './medians.ts';
import { tableOf, times } from './table.ts';

/** pixhaul's pictures a second by those of another tool: at least so many times. */
export interface SpeedBar {
  peer: PeerName;
  /** undefined: no bar, but the ratio is told. */
  least?: number;
}

export function speedBars(
  workload: string,
  bars: readonly SpeedBar[],
  all: readonly PeerRuns[],
): Bar[] {
  const speed = (name: PeerName) => {
    const found = all.find(({ peer }) => peer.name === name);
    return found ? mediansOf(found.runs).picturesPerSecond : NaN;
  };
  return bars.map(({ peer, least }) => {
    const ratio = speed('pixhaul') / speed(peer);
    const measured = Number.isNaN(ratio) ? 'not measured' : times(ratio);
    const known = least !== undefined && !Number.isNaN(ratio);
    return {
      what: `${workload}: pictures/s, pixhaul by ${peer}`,
      wanted: least === undefined ? 'no bar' : `at least ${times(least)}`,
      measured,
      met: known ? ratio >= least : null,
    };
  });
}

/** Something that must be at most so much. NaN: it was not measured. */
export function limitBar(
  what: string,
  most: number,
  measured: number,
  write: (number: number) => string,
): Bar {
  const known = !Number.isNaN(measured);
  return {
    what,
    wanted: `at most ${write(most)}`,
    measured: known ? write(measured) : 'not measured',
    met: known ? measured <= most : null,
  };
}

const verdict = ({ met }: Bar) => (met === null ? '–' : met ? 'yes' : 'no');

export const barsTable = (bars: readonly Bar[]): string =>
  tableOf(
    ['bar', 'wanted', 'measured', 'met'],
    bars.map((bar) => [bar.what, bar.wanted, bar.measured, verdict(bar)]),
  );
