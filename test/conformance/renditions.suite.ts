/** What every engine does when a picture's URL cannot be had and another rendition is asked for. */
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/model.ts';
import { all, ANY, attempt, image, only, record } from '../store/requests.ts';
import { crawlUnderTest } from './crawl-under-test.ts';
import type { MakeHarness } from './store.suite.ts';

const CDN = 'cdn.example';
const MEDIUM = `https://${CDN}/x-medium.jpg`;
const SMALL = 'https://pictures.example/x-small.jpg';
const instead = (askedUrl: string, code = 'not_found' as const): Verdict => ({
  state: 'instead',
  attempt: attempt(code),
  askedUrl,
  host: new URL(askedUrl).host,
});

export function renditionsConformance(engine: string, makeHarness: MakeHarness): void {
  describe(`${engine} asks for another rendition`, () => {
    const crawl = crawlUnderTest(makeHarness);
    const leaseOne = async () => only(await crawl.store.lease(ANY));
    const begin = async (...verdicts: Verdict[]): Promise<number> => {
      const { id } = await crawl.leased(image('x'));
      for (const [index, verdict] of verdicts.entries()) {
        if (index > 0) await leaseOne();
        await crawl.store.settle(id, verdict);
      }
      return id;
    };

    test('at once, with new tries, as the same request', async () => {
      const { id } = await crawl.leased(image('x'));
      await crawl.retry(id);
      expect(await leaseOne()).toMatchObject({ tries: 1 });
      await crawl.store.settle(id, instead(MEDIUM));
      const { url, key } = image('x');
      expect(await leaseOne()).toMatchObject({
        id,
        url,
        key,
        host: CDN,
        askedUrl: MEDIUM,
        tries: 0,
      });
      expect(await crawl.store.add([image('x')])).toMatchObject({ known: 1 });
      expect((await crawl.store.counts()).image).toMatchObject({ queued: 1, pending: 1 });
    });

    test('under the host of the rendition, with the cap and the rest of that one', async () => {
      const at = { host: CDN };
      await crawl.store.add([image('x'), image('a', at), image('b', at)]);
      const options = { ...ANY, perHost: 2 };
      const leases = await crawl.store.lease(options);
      expect(leases).toHaveLength(3);
      const x = leases.find(({ host }) => host !== CDN);
      const [a, b] = leases.filter(({ host }) => host === CDN);
      await crawl.store.settle(x?.id ?? 0, instead(MEDIUM));
      expect(await crawl.store.lease(options)).toEqual([]);
      await crawl.store.settle(a?.id ?? 0, { state: 'returned' });
      expect(await crawl.store.lease(options)).toHaveLength(1);
      await crawl.store.settle(b?.id ?? 0, { state: 'skipped', rule: 'types' });
      expect(await crawl.store.lease(options)).toHaveLength(1);
    });

    test('through a retry, a stop and a crash', async () => {
      const id = await begin(instead(MEDIUM));
      await leaseOne();
      await crawl.retry(id);
      expect(await leaseOne()).toMatchObject({ askedUrl: MEDIUM, host: CDN, tries: 1 });
      await crawl.store.settle(id, { state: 'returned' });
      await leaseOne();
      await crawl.reopen();
      expect(await leaseOne()).toMatchObject({ id, askedUrl: MEDIUM, host: CDN, tries: 1 });
    });

    test('and gives up the names and the part of the one before', async () => {
      const { id } = await crawl.leased(image('x'));
      await crawl.store.claimName(id, ['g/x.jpg']);
      await crawl.store.keepResume(id, { fileName: 'g/x.jpg', validator: '"v"' });
      await crawl.store.beginPlacement(id, record('x'));
      await crawl.store.settle(id, instead(MEDIUM));
      expect(await crawl.store.openClaims()).toEqual([]);
      expect(await leaseOne()).not.toHaveProperty('resume');
      const other = await crawl.leased(image('y'));
      expect(await crawl.store.claimAndBegin(other.id, ['g/x.jpg'], record('x'))).toEqual({
        do: 'place',
        fileName: 'g/x.jpg',
      });
    });

    test('and the manifest says so; put back, the original comes first again', async () => {
      const id = await begin(instead(MEDIUM));
      await leaseOne();
      await crawl.store.settle(id, { state: 'saved', record: record('x', { finalUrl: MEDIUM }) });
      expect(await all(crawl.store.manifest())).toMatchObject([
        { url: image('x').url, final_url: MEDIUM, rendition: 'next_best' },
      ]);
      expect(await crawl.store.nextBest()).toBe(1);
      expect(await crawl.store.requeueSaved([id])).toBe(1);
      const again = await leaseOne();
      expect(again).toMatchObject({ id, host: image('x').host });
      expect(again).not.toHaveProperty('askedUrl');
      await crawl.store.settle(id, { state: 'saved', record: record('x') });
      expect(await all(crawl.store.manifest())).toMatchObject([{ rendition: null }]);
      expect(await crawl.store.nextBest()).toBe(0);
    });

    test('a placement that a crash cut is closed as one of it', async () => {
      const id = await begin(instead(MEDIUM));
      await leaseOne();
      await crawl.store.claimAndBegin(id, ['g/x.jpg'], record('x'));
      await crawl.reopen();
      await crawl.store.closePlacement(id, true);
      expect(await all(crawl.store.manifest())).toMatchObject([{ rendition: 'next_best' }]);
    });

    test('of a duplicate that is put back with its picture, the original comes first again', async () => {
      const { id: saved } = await crawl.leased(image('y'));
      await crawl.store.settle(saved, { state: 'saved', record: record('y') });
      const id = await begin(instead(MEDIUM));
      await leaseOne();
      const { sha256, bytes } = record('y');
      await crawl.store.settle(id, { state: 'duplicate', of: saved, sha256, bytes });
      expect(await crawl.store.requeueSaved([saved])).toBe(2);
      const leases = await crawl.store.lease(ANY);
      expect(leases.map(({ host }) => host)).toEqual([image('x').host, image('x').host]);
    });

    test('when all fail, every attempt is told; retry begins with the original', async () => {
      const failed: Verdict = { state: 'failed', attempt: attempt('client_error') };
      const id = await begin(instead(MEDIUM), instead(SMALL), failed);
      expect(await all(crawl.store.failures())).toMatchObject([
        { url: image('x').url, code: 'client_error', attempts: 3 },
      ]);
      // The host of the picture is that of its own URL, whatever was asked for last.
      expect(await crawl.store.requeueFailed({ host: CDN })).toBe(0);
      expect(await crawl.store.requeueFailed({ host: image('x').host })).toBe(1);
      const again = await leaseOne();
      expect(again).toMatchObject({ id, url: image('x').url, host: image('x').host, tries: 0 });
      expect(again).not.toHaveProperty('askedUrl');
    });

    test('back on the own host of the picture', async () => {
      await begin(instead(MEDIUM), instead(SMALL));
      expect(await leaseOne()).toMatchObject({ askedUrl: SMALL, host: image('x').host });
    });

    test('of a host that was given up, and says so', async () => {
      const pacing = { baseMs: 1, maxOpens: 0 };
      const options = { ...ANY, limit: 1, perHost: 2, pacing };
      await crawl.store.add(Array.from({ length: 10 }, (_, n) => image(n, { host: CDN })));
      let given = false;
      for (let n = 0; n < 30 && !given; n++) {
        const [lease] = await crawl.store.lease(options);
        given = lease?.hostUnavailable === true;
        if (lease) await crawl.retry(lease.id, { kind: 'trouble', asked: false }, 600_000);
        crawl.clock.now += 1_000;
      }
      expect(given).toBe(true);
      while ((await crawl.leaseCount(options)) > 0);
      const x = await crawl.leased(image('x'), options);
      expect(x).not.toHaveProperty('hostUnavailable');
      await crawl.store.settle(x.id, instead(MEDIUM));
      const leases = await crawl.store.lease({ ...ANY, pacing });
      expect(leases.find(({ id }) => id === x.id)).toMatchObject({ hostUnavailable: true });
    });
  });
}
