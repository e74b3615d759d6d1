/** The crawls that are measured. */
import { limitBar, speedBars } from '../report/bars.ts';
import { mediansOf } from '../report/medians.ts';
import { times } from '../report/table.ts';
import { crawlWorkload } from './crawl.ts';

export const small = crawlWorkload({
  name: 'small',
  title: 'all small',
  full: { pictures: 5000, pages: 100, sizes: { each: 9000 } },
  smoke: { pictures: 60, pages: 3, sizes: { each: 2000 } },
  bars: (all) =>
    speedBars(
      'small',
      [
        { peer: 'crawlee', least: 10 },
        { peer: 'gallery-dl', least: 2 },
        { peer: 'scrapy', least: 2 },
        { peer: 'aria2', least: 1 },
        { peer: 'curl' },
        { peer: 'wget' },
        { peer: 'wget2' },
      ],
      all,
    ),
});

export const large = crawlWorkload({
  name: 'large',
  title: 'all large',
  full: { pictures: 5000, pages: 100, sizes: { each: 440_000 } },
  smoke: { pictures: 12, pages: 2, sizes: { each: 440_000 } },
  bars: (all) =>
    speedBars(
      'large',
      [
        { peer: 'curl', least: 1 },
        { peer: 'aria2', least: 1 },
        { peer: 'gallery-dl', least: 1 },
        { peer: 'scrapy', least: 1 },
        { peer: 'wget2', least: 1 / 1.5 },
        { peer: 'crawlee' },
        { peer: 'wget' },
      ],
      all,
    ),
});

/** Log-normal, as sizes of real galleries are. */
const REAL = { median: 300_000, sigma: 0.8, most: 5_000_000 };

export const mixed = crawlWorkload({
  name: 'mixed',
  title: 'sizes as in real galleries (log-normal around 300 kB, 5 MB at most)',
  full: { pictures: 2000, pages: 40, sizes: REAL },
  smoke: { pictures: 12, pages: 2, sizes: REAL },
  bars: () => [],
});

export const latency = crawlWorkload({
  name: 'latency',
  title: '100 ms to the first byte of every answer',
  latencyMs: 100,
  full: { pictures: 5000, pages: 100, sizes: { each: 9000 } },
  smoke: { pictures: 60, pages: 3, sizes: { each: 2000 } },
  bars: (all, limitMs) => {
    const own = all.filter(({ peer }) => peer.name === 'pixhaul').flatMap(({ runs }) => runs);
    const { wallMs, sinceFirstRequestMs } = mediansOf(own);
    const bar = (from: string, ms: number) =>
      limitBar(`latency: whole crawl ${from} by what the line allows`, 1.05, ms / limitMs, times);
    return [
      bar('from the start of the process', wallMs),
      bar('from the first request', sinceFirstRequestMs),
    ];
  },
});

export const slow = crawlWorkload({
  name: 'slow',
  title: '1 MB/s for each connection',
  bytesPerSecond: 1_000_000,
  full: { pictures: 1000, pages: 20, sizes: { each: 440_000 } },
  smoke: { pictures: 12, pages: 2, sizes: { each: 100_000 } },
  bars: () => [],
});
