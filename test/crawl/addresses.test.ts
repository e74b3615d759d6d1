/** A crawl reaches the hosts of its start URLs, public ones, and no other, wherever a page or a redirect leads. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCrawl } from '../../src/index.ts';
import { png } from '../support/pictures.ts';
import { page, picture, redirect, withSite } from '../support/site.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-addresses-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Crawls a site whose page leads to another server, by the name `host`, in every way that there is. */
async function crawlTo(host: string, allowPrivate: string[]) {
  const inside = { '/secret': page('<img src="a.png">'), '*': picture(png(8, 8, 2)) };
  return withSite(inside, async (private_) => {
    const at = private_.url.replace('127.0.0.1', host);
    const routes = {
      '/': page(
        `<img src="own.png"><img src="${at}/direct.png"><img src="moved.png">` +
          `<a href="/moved">x</a><a href="${at}/secret">x</a>`,
      ),
      '/own.png': picture(png(8, 8, 1)),
      '/moved.png': redirect(`${at}/moved.png`),
      '/moved': redirect(`${at}/secret`),
    };
    return withSite(routes, async (site) => {
      const crawl = createCrawl({
        start: [site.url],
        destination: join(folder, 'pictures'),
        storage: join(folder, 'storage'),
        spanHosts: true,
        robots: false,
        tries: 1,
        allowPrivate,
      });
      const result = await crawl.run();
      return { result, connections: private_.connections };
    });
  });
}

describe('a private address', () => {
  it.each(['localhost', '127.0.0.2', '[::1]', '0x7f.0.0.2'])(
    'is not connected to, as %s',
    async (host) => {
      const { result, connections } = await crawlTo(host, []);
      expect(connections).toBe(0);
      expect(result.failures).toEqual([{ code: 'forbidden_address', count: 4 }]);
      expect(result.counts.image).toMatchObject({ saved: 1, failed: 2 });
      expect(result.counts.gallery).toMatchObject({ crawled: 1, failed: 2 });
    },
  );

  it('is, where the user allows it', async () => {
    const { result, connections } = await crawlTo('localhost', ['127.0.0.0/8', '::1/128']);
    expect(connections).toBeGreaterThan(0);
    expect(result.failures).toEqual([]);
  });
});
