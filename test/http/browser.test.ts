import { gotScraping } from 'got-scraping';
import { describe, expect, it } from 'vitest';
import { createAgents, destroyAgents, gotAgents } from '../../src/http/agents.ts';
import { baseOptions } from '../../src/http/options.ts';
import { picture, withSite } from '../support/site.ts';
import { withClient } from './helpers.ts';
import { png } from '../support/pictures.ts';

/** Names as sent, in order. */
const names = (rawHeaders: readonly string[] | undefined) =>
  (rawHeaders ?? []).filter((_, i) => i % 2 === 0);

const serve = { '*': picture(png(4, 4)) };

describe('the browser of a session', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is the one that got-scraping sends its pages as (%i)', () =>
    withSite(serve, (site) =>
      withClient(async (client) => {
        const sessionToken = {};
        await (await client.fetch({ url: `${site.url}/a`, sessionToken })).discard();
        await (
          await client.fetch({
            url: `${site.url}/b`,
            sessionToken,
            referer: `${site.url}/`,
            headers: { range: 'bytes=0-' },
          })
        ).discard();
        // By got-scraping, with the very headers that the picture was asked with.
        const agents = createAgents({ keepAlive: true });
        const bare = { accept: 'image/*', 'accept-encoding': 'identity', range: 'bytes=0-' };
        const fetchMode = {
          'sec-fetch-dest': 'image',
          'sec-fetch-mode': 'no-cors',
          'sec-fetch-site': 'same-origin',
        };
        await gotScraping(`${site.url}/c`, {
          ...baseOptions(),
          sessionToken,
          agent: gotAgents(agents),
          headers: { ...bare, ...fetchMode, referer: `${site.url}/` },
          hooks: {
            ...baseOptions().hooks,
            beforeRequest: [
              ({ headers }) => {
                for (const name of Object.keys(headers))
                  if (/^(sec-fetch-user|upgrade-insecure-requests|priority)$/i.test(name))
                    Reflect.deleteProperty(headers, name);
              },
            ],
          },
        });
        destroyAgents(agents);
        const [plain, direct, byGot] = ['/a', '/b', '/c'].map((path) => site.asked(path)[0]);
        expect(names(direct?.rawHeaders)).toEqual(names(byGot?.rawHeaders));
        expect(names(plain?.rawHeaders)).toEqual(
          names(direct?.rawHeaders).filter((name) => !/^(range|referer)$/i.test(name)),
        );
        for (const name of ['user-agent', 'accept-language', 'sec-ch-ua', 'connection', 'host'])
          expect(direct?.headers[name]).toBe(byGot?.headers[name]);
      }),
    ),
  );

  it('says that it closes a connection which is not kept', async () => {
    let first = true;
    await withSite(
      (exchange) => {
        // The second request finds its kept connection reset, and is sent again on one of its own.
        if (exchange.logged.connection === 1 && !first) {
          exchange.response.socket?.resetAndDestroy();
          return;
        }
        first = false;
        return picture(png(4, 4))(exchange);
      },
      (site) =>
        withClient(async (client) => {
          for (const path of ['/a', '/b'])
            await (await client.fetch({ url: site.url + path })).discard();
          const asked = [...site.asked('/a'), ...site.asked('/b')];
          expect(asked.map(({ headers }) => headers.connection)).toEqual([
            'keep-alive',
            'keep-alive',
            'close',
          ]);
        }),
    );
  });
});
