/** Statuses, headers and redirects, through the real command line: each URL ends in its own state. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { answerFaults, WAIT_MS, WAITS } from '../support/faults/answers.ts';
import { saved } from '../support/faults/fault.ts';
import { withFaults, type Hosts } from '../support/faults/fault-site.ts';
import { crawlFaults, expectOutcomes } from '../support/faults/outcomes.ts';
import { OTHER_HOST, redirectFaults } from '../support/faults/redirects.ts';
import { png } from '../support/pictures.ts';
import { picture, redirect } from '../support/site.ts';

const elsewhere = { '/a.png': picture(png(9, 9)), '/forbidden/direct.png': picture(png(9, 9)) };

test('refusals, waits, cookies and malformed answers', () =>
  withFaults({ makeFaults: answerFaults, elsewhere }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
      for (const path of WAITS) {
        const [first, second] = site.asked(path);
        const waited = (second?.at ?? 0) - (first?.at ?? 0);
        expect(waited, path).toBeGreaterThanOrEqual(WAIT_MS);
      }
    }),
  ));

test('redirects, to where they may lead and to where they may not', () =>
  withFaults({ makeFaults: redirectFaults, elsewhere }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
      expect(site.askedOther, 'requests that reached a forbidden address').toEqual([]);
    }),
  ));

test('a private address that the user allows is reached', () => {
  const bytes = png(9, 9);
  const makeFaults = ({ other }: Hosts) => [
    saved('to another address', OTHER_HOST, redirect(`${other}/a.png`), bytes),
  ];
  return withFaults({ makeFaults, elsewhere }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace, ['--allow-private', '127.0.0.0/8']);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(site.askedOther.filter(({ url }) => url === '/a.png')).toHaveLength(1);
    }),
  );
});
