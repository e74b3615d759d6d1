/** From runs to medians, tables, bars and pages. */
import { describe, expect, test } from 'vitest';
import type { Measurement } from '../../bench/measure/measure.ts';
import type { PeerRuns } from '../../bench/measure/turns.ts';
import { findPeers } from '../../bench/peers/index.ts';
import { barsTable, limitBar, speedBars } from '../../bench/report/bars.ts';
import { crawlNotes, crawlTable } from '../../bench/report/crawl-table.ts';
import { median } from '../../bench/report/medians.ts';
import { newestOf, pageOf } from '../../bench/report/page.ts';
import { FORMAT, type Results } from '../../bench/report/results.ts';
import { tableOf } from '../../bench/report/table.ts';
import { fileSystemIn } from '../../bench/measure/file-system.ts';
import { leastMs } from '../../bench/workloads/line.ts';

const [pixhaul, crawlee] = findPeers(['pixhaul', 'crawlee']).peers;

function runsOf(peer: typeof pixhaul, ...speeds: number[]): PeerRuns {
  if (peer === undefined) throw new Error('both come with the project');
  const runs = speeds.map((picturesPerSecond): Measurement => ({
    picturesPerSecond,
    wallMs: 1000,
    cpuMs: 500,
    cpuMsPerPicture: 1,
    peakRssBytes: 2 ** 20,
    firstPictureMs: 100,
    server: { cpuMs: 10, busy: 0.01 },
    othersCpuShare: 0.25,
  }));
  return { peer, runs, voids: [] };
}

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], NaN],
])('median of %j', (numbers, expected) => expect(median(numbers)).toBe(expected));

test('cells keep to themselves', () => {
  expect(tableOf(['', 'n'], [['a|b\nc', '1']])).toBe('|  | n |\n| --- | ---: |\n| a\\|b c | 1 |');
});

describe('a crawl', () => {
  test('is compared by medians; what was not measured has no column', () => {
    const table = crawlTable([runsOf(pixhaul, 90, 100, 400), runsOf(crawlee, 10, 20, 30)]);
    expect(table).toContain('| pixhaul | start page | 100 | 1.00 × |');
    expect(table).toContain('| plain Crawlee | start page | 20 | 0.20 × |');
    expect(table).not.toContain('since 1st request');
  });

  test('tells which runs are void, and why', () => {
    const voids = [{ void: 'exit code 4;\n 3 files for 5 pictures' }];
    const notes = crawlNotes([runsOf(pixhaul, 1), { ...runsOf(crawlee), voids }], 40);
    expect(notes).toContainEqual(
      'plain Crawlee: 1 of 1 runs void: exit code 4; 3 files for 5 pictures',
    );
  });
});

describe('bars', () => {
  const all = [runsOf(pixhaul, 90), runsOf(crawlee, 10)];
  test.each([
    [{ peer: 'crawlee', least: 9 } as const, '9.00 ×', true],
    [{ peer: 'crawlee', least: 9.1 } as const, '9.00 ×', false],
    [{ peer: 'crawlee' } as const, '9.00 ×', null],
    [{ peer: 'wget', least: 1 } as const, 'not measured', null],
  ])('%j', (bar, measured, met) => {
    expect(speedBars('small', [bar], all)).toMatchObject([{ measured, met }]);
  });

  test('limits', () => {
    const write = (ms: number) => `${ms} ms`;
    expect(limitBar('a', 150, 150, write)).toMatchObject({ met: true, measured: '150 ms' });
    expect(limitBar('a', 150, 151, write)).toMatchObject({ met: false });
    expect(limitBar('a', 150, NaN, write)).toMatchObject({ met: null });
    expect(barsTable([limitBar('a', 1, 2, write)])).toContain('| a | at most 1 ms | 2 ms | no |');
  });
});

test('the page has the newest of each workload and file system, in order', () => {
  const results = (workload: string, fileSystem: string, day: number): Results => ({
    ...{ format: FORMAT, workload, fileSystem, title: `${workload} of day ${day}` },
    measuredAt: `2026-01-0${day}T00:00:00.000Z`,
    options: { runs: 3, connections: 40, server: 'nginx', smoke: false },
    machine: { cores: 2, processor: 'a', memoryBytes: 2 ** 30, system: 'linux', node: '20' },
    ...{ versions: {}, markdown: '', notes: [], data: {} },
    bars: [{ what: workload, wanted: 'b', measured: 'c', met: true }],
  });
  const all = [
    ...[results('large', 'ext4', 1), results('small', 'tmpfs', 1), results('small', 'ext4', 2)],
    ...[results('small', 'ext4', 1), results('other', 'ext4', 1)],
  ];
  const newest = newestOf(all, ['small', 'large']);
  expect(newest.map(({ title, fileSystem }) => `${title}, ${fileSystem}`)).toEqual([
    'small of day 2, ext4',
    'small of day 1, tmpfs',
    'large of day 1, ext4',
    'other of day 1, ext4',
  ]);
  expect(pageOf(newest)).toContain('| small (ext4) | b | c | yes |');
});

test('what a line allows', () => {
  const pictures = { count: 100, bytes: 1_000_000 };
  expect(leastMs({ latencyMs: 100 }, pictures, 10)).toBe(1000);
  expect(leastMs({ bytesPerSecond: 10_000 }, pictures, 10)).toBe(10_000);
  expect(leastMs({}, pictures, 10)).toBe(0);
});

test('a folder’s file system is that of the place nearest above it', () => {
  const mounts = [
    '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
    '23 22 0:21 / /dev/shm rw - tmpfs tmpfs rw',
    '24 22 0:22 / /with\\040blank rw - xfs /dev/vdb rw',
  ].join('\n');
  expect(fileSystemIn(mounts, '/dev/shm/a')).toBe('tmpfs');
  expect(fileSystemIn(mounts, '/dev/shmall')).toBe('ext4');
  expect(fileSystemIn(mounts, '/with blank')).toBe('xfs');
  expect(fileSystemIn('', '/')).toBe('unknown');
});
