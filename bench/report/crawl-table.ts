/** The table of tools that did the same crawl. */
import type { PeerRuns } from '../measure/turns.ts';
import { mediansOf, type Medians } from './medians.ts';
import { fixed, mebibytes, percent, seconds, tableOf, times, whole } from './table.ts';

interface Column {
  head: string;
  cell: (medians: Medians, own: Medians | undefined) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'pictures/s', cell: (m) => whole(m.picturesPerSecond) },
  {
    head: 'by pixhaul’s',
    cell: (m, own) => (own ? times(m.picturesPerSecond / own.picturesPerSecond) : ''),
  },
  { head: 'wall, s', cell: (m) => seconds(m.wallMs) },
  { head: 'since 1st request, s', cell: (m) => seconds(m.sinceFirstRequestMs) },
  { head: 'CPU, s', cell: (m) => seconds(m.cpuMs) },
  { head: 'CPU, ms/picture', cell: (m) => fixed(2)(m.cpuMsPerPicture) },
  { head: 'peak RSS, MiB', cell: (m) => mebibytes(m.peakRssBytes) },
  { head: '1st picture, s', cell: (m) => seconds(m.firstPictureMs) },
  { head: 'server busy', cell: (m) => percent(m.serverBusy) },
];

/** A line for each tool that did the whole job at least once. Columns that nothing was measured for are left out. */
export function crawlTable(all: readonly PeerRuns[]): string {
  const lines = all.flatMap(({ peer, runs }) =>
    runs.length > 0 ? [{ peer, medians: mediansOf(runs) }] : [],
  );
  const own = lines.find(({ peer }) => peer.name === 'pixhaul')?.medians;
  const columns = COLUMNS.filter(({ cell }) =>
    lines.some(({ medians }) => cell(medians, own) !== ''),
  );
  const head = ['', 'given', ...columns.map((column) => column.head)];
  const rows = lines.map(({ peer, medians }) => [
    peer.title,
    peer.given,
    ...columns.map(({ cell }) => cell(medians, own)),
  ]);
  return tableOf(head, rows);
}

/** What a reader must know beside the table. */
export function crawlNotes(all: readonly PeerRuns[], connections: number): string[] {
  return [
    ...all.map(({ peer }) => `${peer.title} ${peer.version}: ${peer.settings(connections)}.`),
    ...all.flatMap(({ peer, runs, voids }) =>
      voids.map(
        (run) =>
          `${peer.title}: ${voids.length} of ${runs.length + voids.length} runs void: ${shortened(run.void)}`,
      ),
    ),
    `Pictures/s of each run: ${all.map(({ peer, runs }) => `${peer.title} ${runs.map((run) => whole(run.picturesPerSecond)).join(', ')}`).join('; ')}.`,
    `Other programs took ${othersOf(all)} of the machine meanwhile.`,
  ];
}

const SHOWN_REASON = 300;
const shortened = (reason: string) => reason.replaceAll(/\s+/g, ' ').slice(0, SHOWN_REASON);

/** Least and most of all runs. */
function othersOf(all: readonly PeerRuns[]): string {
  const shares = all.flatMap(({ runs }) => runs.map((run) => run.othersCpuShare));
  return `${whole(Math.min(...shares) * 100)} to ${percent(Math.max(...shares))}`;
}
