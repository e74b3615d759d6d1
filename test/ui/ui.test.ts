import { expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { CrawlEmitter, countEvents } from '../../src/progress/index.ts';
import { formatBytes, formatDuration, plainText } from '../../src/ui/format.ts';
import { progressText, speedometer } from '../../src/ui/progress-line.ts';
import { summaryLines } from '../../src/ui/summary.ts';
import { createTerminal } from '../../src/ui/terminal.ts';
import { verifyProgressText, verifySummaryLines } from '../../src/ui/verify-lines.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [5_560_000_000, '5.6 GB'],
])('%d bytes', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [840, '0.8 s'],
  [59_400, '59 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%d ms', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('control characters from a site cannot drive the terminal', () => {
  expect(plainText('a\u001B[2Jb\u202Ec')).toBe('a\uFFFD[2Jb\uFFFDc');
});

test('lines go above the live line, which is cut to the width', () => {
  let screen = '';
  const terminal = createTerminal({
    isTTY: true,
    columns: 20,
    write: (text) => (screen += text),
  });
  terminal.status('x'.repeat(50));
  expect(screen).toBe(`\r\u001B[2K${'x'.repeat(19)}`);
  screen = '';
  terminal.line('hello');
  expect(screen).toBe(`\r\u001B[2Khello\n${'x'.repeat(19)}`);
  screen = '';
  terminal.clear();
  expect(screen).toBe('\r\u001B[2K');
});

test('without a terminal there is no live line', () => {
  let screen = '';
  const terminal = createTerminal({ write: (text) => (screen += text) });
  terminal.status('x');
  terminal.line('hello');
  expect(screen).toBe('hello\n');
});

test('speed is that of the last seconds', () => {
  const speed = speedometer();
  expect(speed(0, 0)).toBe(0);
  expect(speed(1000, 500)).toBe(500);
  for (let s = 2; s <= 10; s++) speed(s * 1000, 500);
  expect(speed(11_000, 500)).toBe(0);
});

test('counters follow the events, and an observer that throws stops nobody', () => {
  const events = new CrawlEmitter(silentLog());
  events.on('queued', () => {
    throw new Error('observer');
  });
  const counters = countEvents(events);
  const about = { id: 1, kind: 'image' as const, url: 'https://example.org/a.jpg' };
  events.emit('queued', { images: 3, pages: 1, skippedImages: 2, reopenedImages: 0 });
  events.emit('crawled', { id: 9, kind: 'gallery', url: '', newImages: 3, newPages: 0 });
  events.emit('transferStarted', { ...about, host: 'example.org' });
  events.emit('transferred', { bytes: 1500 });
  events.emit('duplicate', { ...about, of: 2, bytes: 1500 });
  events.emit('skipped', { ...about, rule: 'excluded' });
  events.emit('failed', { ...about, tries: 1, attempt: { at: 0, code: 'not_found', message: '' } });
  expect(counters).toMatchObject({ found: 5, pending: 0, duplicate: 1, failed: 1, skipped: 3 });
  expect(progressText(counters, 1000)).toBe(
    '1/1 pages · 5 found · 0 saved · 1 duplicate · 1 failed · 3 skipped · 1.5 kB · 1.0 kB/s · 1 in flight',
  );
});

const none = { queued: 0, pending: 0, crawled: 0, saved: 0, duplicate: 0, skipped: 0, failed: 0 };

test('the summary tells of failures, skips, robots rules, other sizes and suspects, where there are any', () => {
  const counts = { image: none, gallery: none, bytes: 0, leased: 0 };
  const counters = countEvents(new CrawlEmitter(silentLog()));
  const figures = { failures: [], skips: [], nextBest: 0, suspects: [] };
  const quiet = { counts, counters, ...figures, durationMs: 1000 };
  expect(summaryLines(quiet)).toHaveLength(3);
  const suspect = { fileName: 'g/\u001B.png', bytes: 1024, urls: 24 };
  const lines = summaryLines({
    ...quiet,
    failures: [{ code: 'not_found', count: 2 }],
    skips: [
      { rule: 'thumbnail', count: 7 },
      { rule: 'robots', count: 3 },
      { rule: 'robots_meta', count: 1 },
    ],
    nextBest: 2,
    suspects: [suspect, suspect, suspect, suspect],
  });
  expect(lines.slice(3)).toEqual([
    'failures:  2 not_found',
    'skipped:   7 thumbnail, 3 robots, 1 robots_meta',
    'robots:    4 URLs left out as robots rules ask; --no-robots to decide otherwise',
    'next best: 2 pictures saved in another size, for want of the original',
    ...Array<string>(3).fill(
      'suspects:  24 URLs gave the same 1,024 bytes (g/\uFFFD.png): a placeholder?',
    ),
  ]);
});

test('the end of a check says what is damaged, and what to do', () => {
  const faults = { missing: 2, wrong_size: 0, wrong_hash: 1 };
  const result = {
    ...{ checked: 10, total: 12, bytes: 5000, damaged: 3, destination: '/p', faults },
    ...{ requeued: 0, unrepaired: 0, interrupted: false },
  };
  const lines = (changed: object, repair = false) =>
    verifySummaryLines({ ...result, ...changed }, { repair, resume: 'pixhaul --name x' });
  expect(lines({ damaged: 0 })).toEqual([
    'checked:   10 pictures (5.0 kB) in /p',
    'all are as they were saved',
  ]);
  expect(lines({ damaged: 0, checked: 0 })[1]).toBe('nothing is saved yet');
  expect(lines({}).slice(1)).toEqual([
    'damaged:   2 missing, 1 wrong_hash',
    'put them back in the queue with --repair',
  ]);
  expect(lines({ requeued: 4, unrepaired: 1, interrupted: true }, true).slice(2)).toEqual([
    'put back:  4 requests; fetch them with: pixhaul --name x',
    'left as they are, because their files cannot be moved away: 1',
    'interrupted: 2 were not looked at',
  ]);
  expect(verifyProgressText(result)).toBe('10/12 pictures checked · 5.0 kB · 3 damaged');
});
