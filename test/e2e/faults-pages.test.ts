/** Pages that are too much or lead in circles, through the real command line: each URL ends in its own state. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { withFaults } from '../support/faults/fault-site.ts';
import { crawlFaults, expectOutcomes } from '../support/faults/outcomes.ts';
import { pageFaults, ROBOTS } from '../support/faults/pages.ts';
import { bytesAfter, png } from '../support/pictures.ts';
import { page, picture, withSite, type Answer } from '../support/site.ts';

/** None of them stalls, and reading some of them takes a loaded machine longer than a stall elsewhere. */
const PATIENT = ['--stall-timeout', '30s', '--response-timeout', '30s'];

test('pages of every kind', () => {
  const elsewhere = { '/away/': page('<p>hello'), '/inside/': page('<img src="a.png">') };
  return withFaults({ makeFaults: pageFaults, elsewhere, robots: ROBOTS }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace, PATIENT);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
      expect(site.askedOther).toEqual([]);
    }),
  );
});

test('a calendar without end does end', async () => {
  const month: Answer = (exchange) => {
    const at = Number(/month=(\d+)/.exec(exchange.logged.url)?.[1] ?? 0);
    const img = at === 0 ? '<img src="/first.png">' : '';
    return page(`${img}<a href="/calendar?month=${at + 1}">later</a>`)(exchange);
  };
  const routes = { '/calendar': month, '/first.png': picture(png(9, 9)) };
  await withSite(routes, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await workplace.crawl(`${site.url}/calendar`);
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(site.asked('/calendar').length).toBeLessThan(40);
      expect(await workplace.status()).toMatchObject({
        ...{ queued: 1, saved: 1, failed: 0, pending: 0 },
        pages: { skipped: 1, failed: 0, pending: 0 },
      });
      expect(await workplace.rows('skipped')).toMatchObject([{ rule: 'barren' }]);
    }),
  );
});

/** So many take half a minute, and longer where others need the machine. */
const MANY_PATIENCE_MS = 300_000;

test('10,000 pictures on one page are all saved', { timeout: MANY_PATIENCE_MS }, async () => {
  const count = 10_000;
  const base = png(8, 8, 1);
  const bytesOf = (at: number) => bytesAfter(base, 6, at);
  const imgs = Array.from({ length: count }, (_, at) => `<img src="/p/${at}.png">`);
  const answer: Answer = (exchange) => {
    const at = /^\/p\/(\d+)\.png$/.exec(exchange.logged.url)?.[1];
    if (at !== undefined) return picture(bytesOf(Number(at)))(exchange);
    return exchange.logged.url === '/' ? page(imgs.join(''))(exchange) : notHere(exchange);
  };
  const notHere: Answer = ({ response }) => void response.writeHead(404).end();
  await withSite(answer, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await workplace.run([site.url], { patienceMs: MANY_PATIENCE_MS });
      expect(ran.exitCode, ran.stderr.slice(-2_000)).toBe(0);
      const status = await workplace.status();
      expect(status).toMatchObject({ queued: count, saved: count, failed: 0, pending: 0 });
      expect(await workplace.files()).toHaveLength(count);
    }),
  );
});
