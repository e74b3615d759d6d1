/** What was measured, in figures that can be compared. */
import type { Prepared, Round } from './measure.ts';

export interface ScaleRow {
  requests: number;
  hosts: number;
  addSeconds: number;
  /** CPU time for each request that was added, in microseconds. */
  addUs: number;
  longestBlockMs: number;
  stateBytes: number;
  /** Medians of the rounds, as in `Round`. */
  storeUs: number;
  openMs: number;
  storePeakRssBytes: number;
  commandUs?: number;
  firstRequestMs?: number;
  commandPeakRssBytes?: number;
}

export interface Bar {
  title: string;
  most: number;
  unit: string;
  /** Undefined: not measured. */
  measured: number | undefined;
}

export interface ScaleResult {
  rows: ScaleRow[];
  bars: Bar[];
  markdown: string;
}

export function rowOf(prepared: Prepared): ScaleRow {
  const { requests, hosts, fill, stateBytes, rounds } = prepared;
  const middle = (pick: (round: Round) => number): number => medianOf(rounds.map(pick));
  const commands = rounds.flatMap(({ command }) => (command === undefined ? [] : [command]));
  return {
    requests,
    hosts,
    addSeconds: fill.wallMs / 1000,
    addUs: (fill.cpuMs * 1000) / fill.added,
    longestBlockMs: fill.longestBlockMs,
    stateBytes,
    storeUs: middle((round) => round.storeUs),
    openMs: middle((round) => round.openMs),
    storePeakRssBytes: middle((round) => round.storePeakRssBytes),
    ...(commands.length === 0
      ? {}
      : {
          commandUs: medianOf(commands.map(({ pictureUs }) => pictureUs)),
          firstRequestMs: medianOf(commands.map(({ firstRequestMs }) => firstRequestMs)),
          commandPeakRssBytes: medianOf(commands.map(({ peakRssBytes }) => peakRssBytes)),
        }),
  };
}

/** Compares the longest queue of one host with the shortest. */
export function barsOf(rows: readonly ScaleRow[]): Bar[] {
  const alone = rows.filter(({ hosts }) => hosts === 1);
  const [short, long] = [alone[0], alone.at(-1)];
  if (short === undefined || long === undefined) return [];
  const at = long.requests.toLocaleString('en');
  const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined ? undefined : a / b;
  const mb = (bytes: number | undefined): number | undefined => ratio(bytes, 1e6);
  return [
    {
      title: `CPU a picture at ${at}, whole command line, to that at ${short.requests.toLocaleString('en')}`,
      most: 1.2,
      unit: '×',
      measured: ratio(long.commandUs, short.commandUs),
    },
    {
      title: 'the same of the store alone',
      most: 1.2,
      unit: '×',
      measured: long.storeUs / short.storeUs,
    },
    {
      title: `peak RSS with ${at} queued`,
      most: 300,
      unit: 'MB',
      measured: mb(long.commandPeakRssBytes),
    },
    {
      title: `from start to first request with ${at} queued`,
      most: 2_000,
      unit: 'ms',
      measured: long.firstRequestMs,
    },
    { title: `adding ${at}`, most: 60, unit: 's', measured: long.addSeconds },
  ];
}

const MIB = 1024 * 1024;

export function markdownOf(rows: readonly ScaleRow[], bars: readonly Bar[]): string {
  const mib = (bytes = NaN): string => show(bytes / MIB, 0);
  const lines = rows.map((row) => [
    row.requests.toLocaleString('en'),
    row.hosts.toLocaleString('en'),
    show(row.addSeconds, 1),
    show(row.addUs, 1),
    mib(row.stateBytes),
    show(row.storeUs, 0),
    show(row.openMs, 0),
    show(row.commandUs, 0),
    mib(row.commandPeakRssBytes),
    show(row.firstRequestMs, 0),
  ]);
  const table = [
    'requests|hosts|adding, s|CPU, µs/request added|state, MiB|store, CPU µs/picture|open, ms|command line, CPU µs/picture|peak RSS, MiB|first request, ms',
    Array.from({ length: 10 }, () => '---:').join('|'),
    ...lines.map((cells) => cells.join('|')),
  ];
  const met = bars.map(({ title, most, unit, measured }) => {
    const verdict = measured === undefined ? '–' : measured <= most ? 'met' : 'not met';
    return [
      title,
      `${most} ${unit}`,
      `${show(measured, unit === 'ms' ? 0 : 2)} ${unit}`,
      verdict,
    ].join('|');
  });
  const barTable = ['bar|at most|measured|', '---|---:|---:|---', ...met];
  return `${boxed(table)}\n\n${boxed(barTable)}\n`;
}

const boxed = (lines: readonly string[]): string => lines.map((line) => `|${line}|`).join('\n');

const show = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return (upper + lower) / 2;
}
