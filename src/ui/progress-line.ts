/** The live status line of a crawl; a plain line now and then where there is no terminal. */
import type { Counters } from '../progress/index.ts';
import { formatBytes, formatDuration } from './format.ts';
import type { Terminal } from './terminal.ts';

const LIVE_INTERVAL_MS = 200;
const PLAIN_INTERVAL_MS = 10_000;
/** Speed is shown over the last seconds, not since the start: it tells what happens now. */
const SPEED_WINDOW_MS = 3_000;

/** Shows progress until the returned function is called. */
export function showProgress(counters: Counters, terminal: Terminal): () => void {
  const speed = speedometer();
  const show = () => {
    const text = progressText(counters, speed(Date.now(), counters.bytesReceivedNow));
    if (terminal.live) terminal.status(text);
    else terminal.line(`${formatDuration(Date.now() - counters.startedAt)}: ${text}`);
  };
  const timer = setInterval(show, terminal.live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    terminal.clear();
  };
}

export function progressText(c: Counters, bytesPerSecond: number): string {
  const pages = c.pagesCrawled + c.pagesFailed;
  return [
    `${pages}/${pages + c.pagesPending} pages`,
    `${c.found} found`,
    `${c.saved} saved`,
    ...(c.duplicate > 0 ? [`${c.duplicate} duplicate`] : []),
    `${c.failed + c.pagesFailed} failed`,
    `${c.skipped} skipped`,
    formatBytes(c.bytesReceivedNow),
    `${formatBytes(Math.round(bytesPerSecond))}/s`,
    `${c.inFlight} in flight`,
  ].join(' · ');
}

/** Bytes per second over the last window. */
export function speedometer(): (now: number, total: number) => number {
  const samples: { at: number; total: number }[] = [];
  return (now, total) => {
    samples.push({ at: now, total });
    while (samples.length > 2 && now - (samples[1]?.at ?? now) >= SPEED_WINDOW_MS) samples.shift();
    const first = samples[0];
    if (!first || now <= first.at) return 0;
    return ((total - first.total) * 1000) / (now - first.at);
  };
}
