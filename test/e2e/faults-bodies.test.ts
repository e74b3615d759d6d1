/** Bodies that break, through the real command line: each URL ends in its own state. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { bodyFaults, endless } from '../support/faults/bodies.ts';
import { saved, skipped, type Fault } from '../support/faults/fault.ts';
import { withFaults } from '../support/faults/fault-site.ts';
import { crawlFaults, expectOutcomes } from '../support/faults/outcomes.ts';
import { png } from '../support/pictures.ts';
import { picture } from '../support/site.ts';

test('bodies that break, stall, or come otherwise than announced', () =>
  withFaults({ makeFaults: bodyFaults, elsewhere: {} }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
    }),
  ));

/** Every fault is preceded by pictures that are fine; all have one host, as they have where a few files are broken. */
function amongGoodOnes(): Fault[] {
  return bodyFaults().flatMap((fault, at) => {
    const good = [0, 1, 2].map((which) => {
      const bytes = png(20, 20, 2_000 + at * 3 + which);
      return saved('fine', `/good/${at}-${which}.png`, picture(bytes), bytes);
    });
    return [...good, { ...fault, alone: false }];
  });
}

test('the same on one host, which is not given up for them', () =>
  withFaults({ makeFaults: amongGoodOnes, elsewhere: {} }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
    }),
  ));

test('a body without end is left at the largest size that is wanted', () => {
  const makeFaults = () => [skipped('endless', '/endless.png', endless(), 'filesize_max')];
  return withFaults({ makeFaults, elsewhere: {} }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace, ['--filesize-max', '3M']);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(0);
    }),
  );
});
