import { expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { CrawlEmitter, countEvents } from '../../src/progress/index.ts';
import { formatBytes, formatDuration, plainText } from '../../src/ui/format.ts';
import { progressText, speedometer } from '../../src/ui/progress-line.ts';
import { createTerminal } from '../../src/ui/terminal.ts';

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
