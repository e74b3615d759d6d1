/** The end summary of a run. */
import type { Counts } from '../model.ts';
import type { Counters } from '../progress/index.ts';
import { formatBytes, formatDuration, plural } from './format.ts';

export interface SummaryInput {
  counts: Counts;
  counters: Counters;
  failures: readonly { code: string; count: number }[];
  durationMs: number;
}

export function summaryLines({ counts, counters, failures, durationMs }: SummaryInput): string[] {
  const { image, gallery, bytes } = counts;
  const seconds = Math.max(durationMs / 1000, 0.001);
  const now =
    `${plural(counters.savedNow, 'picture')} saved (${formatBytes(counters.bytesSavedNow)}) in ${formatDuration(durationMs)}` +
    (counters.savedNow > 0
      ? `, ${formatBytes(Math.round(counters.bytesReceivedNow / seconds))}/s, ${(counters.savedNow / seconds).toFixed(1)} pictures/s`
      : '');
  const all = [
    `${image.saved} saved (${formatBytes(bytes)})`,
    `${image.duplicate} duplicate`,
    `${image.skipped} skipped`,
    `${image.failed} failed`,
    `${image.pending} pending`,
  ].join(', ');
  const pages = [
    `${gallery.crawled} read`,
    ...(gallery.skipped > 0 ? [`${gallery.skipped} skipped`] : []),
    `${gallery.failed} failed`,
    `${gallery.pending} pending`,
  ].join(', ');
  return [
    `this run:  ${now}`,
    `pictures:  ${image.queued} found: ${all}`,
    `pages:     ${gallery.queued} found: ${pages}`,
    ...(failures.length > 0
      ? [`failures:  ${failures.map(({ code, count }) => `${count} ${code}`).join(', ')}`]
      : []),
  ];
}
