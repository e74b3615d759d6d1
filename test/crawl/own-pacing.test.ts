import { CheerioCrawler, Configuration, log, LogLevel } from '@crawlee/cheerio';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { leavePacingToQueue } from '../../src/crawl/own-pacing.ts';

beforeAll(() => log.setLevel(LogLevel.OFF));
afterEach(() => vi.restoreAllMocks());

/** Handles two requests of one site, with the clock set back by an hour after the first. Returns what was handled. */
async function crawlAcrossStep(prepare: (crawler: CheerioCrawler) => CheerioCrawler) {
  const handled: string[] = [];
  const realNow = Date.now;
  let ended: (value: unknown) => void = () => undefined;
  const crawler = prepare(
    new CheerioCrawler(
      {
        maxConcurrency: 1,
        statusMessageLoggingInterval: 1_000,
        requestHandler: ({ request }) => {
          handled.push(request.url);
          vi.spyOn(Date, 'now').mockImplementation(() => realNow() - 3_600_000);
        },
        autoscaledPoolOptions: { maybeRunIntervalSecs: 0.02, maxTasksPerMinute: Infinity },
      },
      new Configuration({ persistStorage: false, purgeOnStart: true }),
    ),
  );
  const timer = setTimeout(() => ended(undefined), 2_500);
  const requests = [1, 2].map((n) => ({
    url: `http://gallery.example/${n}`,
    skipNavigation: true,
    uniqueKey: `${n} ${Math.random()}`,
  }));
  const run = crawler.run(requests);
  await Promise.race([run, new Promise((resolve) => (ended = resolve))]);
  clearTimeout(timer);
  await crawler.teardown();
  return handled.length;
}

test('a clock that is set back holds no request up', async () => {
  expect(await crawlAcrossStep(leavePacingToQueue)).toBe(2);
});

test('it does with Crawlee alone', async () => {
  expect(await crawlAcrossStep((crawler) => crawler)).toBe(1);
});
