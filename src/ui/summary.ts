/** The end summary of a run. */
import type { Counts } from '../model.ts';
import type { Counters } from '../progress/index.ts';
import { formatBytes, formatDuration, plainText, plural } from './format.ts';

export interface SummaryInput {
  counts: Counts;
  counters: Counters;
  failures: readonly { code: string; count: number }[];
  skips: readonly { rule: string; count: number }[];
  nextBest: number;
  suspects: readonly Suspect[];
  durationMs: number;
}

interface Suspect {
  fileName: string;
  bytes: number;
  urls: number;
}

/** The most frequent say enough; `pixhaul status` has more. */
const SUSPECTS_SHOWN = 3;

export function summaryLines(input: SummaryInput): string[] {
  const { counts, counters, failures, skips, suspects, durationMs } = input;
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
    ...(skips.length > 0
      ? [`skipped:   ${skips.map(({ rule, count }) => `${count} ${rule}`).join(', ')}`]
      : []),
    ...robotsLine(skips),
    ...nextBestLine(input.nextBest),
    ...suspects.slice(0, SUSPECTS_SHOWN).map(suspectLine),
  ];
}

/** Whoever sets the rules aside does so knowingly, so the option is named. */
function robotsLine(skips: SummaryInput['skips']): string[] {
  const count = skips
    .filter(({ rule }) => rule.startsWith('robots'))
    .reduce((sum, skip) => sum + skip.count, 0);
  return count === 0
    ? []
    : [
        `robots:    ${plural(count, 'URL')} left out as robots rules ask; --no-robots to decide otherwise`,
      ];
}

/** One line where there is something to tell. */
export function nextBestLine(count: number): string[] {
  return count === 0
    ? []
    : [`next best: ${plural(count, 'picture')} saved in another size, for want of the original`];
}

export function suspectLine({ fileName, bytes, urls }: Suspect): string {
  return `suspects:  ${urls} URLs gave the same ${bytes.toLocaleString('en')} bytes (${plainText(fileName)}): a placeholder?`;
}
