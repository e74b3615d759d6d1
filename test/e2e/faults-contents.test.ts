/** What the bytes are, and what they are called, through the real command line: each URL ends in its own state. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { contentFaults, PLACEHOLDERS } from '../support/faults/contents.ts';
import { withFaults } from '../support/faults/fault-site.ts';
import { nameFaults } from '../support/faults/names.ts';
import { crawlFaults, expectOutcomes } from '../support/faults/outcomes.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';

test('bytes that are not what they are sent as', () =>
  withFaults({ makeFaults: contentFaults, elsewhere: {} }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(8);
      // The placeholder is told of, as a suspect.
      expect(ran.stderr).toMatch(new RegExp(`\\b${PLACEHOLDERS} URLs`));
    }),
  ));

test('names of every kind, which stay below the destination and never meet', () =>
  withFaults({ makeFaults: nameFaults, elsewhere: {} }, (site) =>
    withWorkplace(async (workplace) => {
      const ran = await crawlFaults(site, workplace);
      await expectOutcomes(site, workplace);
      expect(ran.exitCode, ran.stderr).toBe(0);
      const files = await workplace.files();
      const long = files.filter((file) => Buffer.byteLength(`${file}.part`) > 255);
      expect(long, 'names too long for a file system').toEqual([]);
      const strange = files.filter((file) => /[\p{Cc}\p{Cf}<>:"\\|?*]|^\.|[. ]$/u.test(file));
      expect(strange, 'names with what some system forbids').toEqual([]);
      // Nothing lies beside the destination and the storage.
      const outside = (await workplace.files('.')).filter((f) => !/^(pictures|storage)\//.test(f));
      expect(outside).toEqual([]);
    }),
  ));

test('a host that is an IPv6 address', async () => {
  const bytes = png(9, 9);
  const routes = { '/': page('<img src="/six.png">'), '/six.png': picture(bytes) };
  await withSite(
    routes,
    (site) =>
      withWorkplace(async (workplace) => {
        const ran = await workplace.crawl(site.url);
        expect(ran.exitCode, ran.stderr).toBe(0);
        const [file = ''] = await workplace.files();
        // Windows has no colons in names.
        expect(file).toMatch(/^[\w[\]-]*1[\w[\]-]*\/index\/001-six\.png$/);
      }),
    { address: '::1' },
  );
});
