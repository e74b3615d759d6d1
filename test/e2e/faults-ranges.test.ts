/** Large files that break off, through the real command line: continued where that is safe, else fetched once more. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { withFaults, type FaultSite } from '../support/faults/fault-site.ts';
import { crawlFaults, expectOutcomes } from '../support/faults/outcomes.ts';
import { BREAKS_AFTER, rangeFaults } from '../support/faults/ranges.ts';

test('a file that breaks off is continued, or thrown away and fetched once more', () =>
  withFaults({ makeFaults: rangeFaults, elsewhere: {} }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
      expectFairRanges(site);
    }),
  ));

/** Each range begins where bytes were sent up to, or a little before it, and says of which file it is. */
function expectFairRanges(site: FaultSite): void {
  for (const { path } of site.faults) {
    let sent = 0;
    for (const { headers, sent: now } of site.asked(path)) {
      if (headers.range === undefined) {
        expect(headers['if-range'], path).toBeUndefined();
        sent = now;
        continue;
      }
      const begins = Number(/^bytes=(\d+)-$/.exec(headers.range)?.[1]);
      expect(begins, `${path}: ${headers.range}`).toBeGreaterThan(0);
      expect(begins, `${path}: ${headers.range}`).toBeLessThanOrEqual(sent);
      if (NOTHING_LOST.has(path)) expect(begins, path).toBe(BREAKS_AFTER);
      expect(headers['if-range'], path).toMatch(/^"v1"$|^Sat, 01 Feb 2025 10:00:00 GMT$/);
      sent = begins + now;
    }
  }
}

/** A reset may take with it what the other side has not read; these break off otherwise. */
const NOTHING_LOST = new Set(['/range/stall.png', '/range/end.png']);
