/** A certificate that nobody vouches for, through the real command line: pages and pictures. */
import { expect, test } from 'vitest';
import { withWorkplace } from '../support/command-line.ts';
import { png } from '../support/pictures.ts';
import { page, picture, withSite } from '../support/site.ts';

const routes = { '/': page('<img src="a.png">'), '/a.png': picture(png(20, 20, 1)) };

test('is refused before anything is asked, and accepted when told so', async () => {
  await withSite(
    routes,
    (site) =>
      withWorkplace(async (workplace) => {
        expect((await workplace.crawl(site.url)).exitCode).toBe(8);
        expect(await workplace.rows('failures')).toMatchObject([
          { kind: 'gallery', code: 'tls', attempts: 1 },
        ]);
        expect(site.requests).toEqual([]);
        const again = ['retry', '--name', 'test', '--no-check-certificate'];
        expect((await workplace.run(again)).exitCode).toBe(0);
        expect((await workplace.status()).saved).toBe(1);
      }),
    { secure: true },
  );
});
