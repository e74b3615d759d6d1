/** What every engine keeps for later: parts that can be continued, and ways back for what was saved or skipped. */
import { describe, expect, test } from 'vitest';
import type { ImageRecord, NewImageRequest, SkipRule, Verdict } from '../../src/model.ts';
import { all, ANY, attempt, image, only, page, record, urlsOf } from '../store/requests.ts';
import { crawlUnderTest } from './crawl-under-test.ts';
import type { MakeHarness } from './store.suite.ts';

const RESUME = { fileName: 'g/x.jpg', validator: '"strong"', total: 5_000_000 };

export function keepingConformance(engine: string, makeHarness: MakeHarness): void {
  describe(`${engine} keeps for later`, () => {
    const crawl = crawlUnderTest(makeHarness);
    const leaseOne = async () => only(await crawl.store.lease(ANY));

    describe('what a part can be continued by', () => {
      const begun = async (): Promise<number> => {
        const { id } = await crawl.leased(image('x'));
        await crawl.store.claimName(id, [RESUME.fileName]);
        await crawl.store.keepResume(id, RESUME);
        return id;
      };

      test.each([
        ['a retry', { state: 'retry', attempt: attempt(), notBefore: 0 }],
        ['a stop', { state: 'returned' }],
      ] as [string, Verdict][])('through %s', async (_, verdict) => {
        const id = await begun();
        await crawl.store.settle(id, verdict);
        expect(await leaseOne()).toMatchObject({ id, resume: RESUME });
      });

      test('with new tries for progress, yet not for ever', async () => {
        await crawl.store.add([image('x')]);
        const verdict: Verdict = {
          state: 'retry',
          attempt: attempt(),
          notBefore: 0,
          progressed: true,
        };
        const triesAt: Record<number, number> = {};
        for (let n = 0; n < 1_003; n++) {
          const { id, tries } = await leaseOne();
          triesAt[n] = tries;
          await crawl.store.settle(id, verdict);
        }
        expect(triesAt[1]).toBe(0);
        expect(triesAt[1_000]).toBe(0);
        expect(triesAt[1_002]).toBe(2);
      });

      test('and progress gives no new tries once it was spoilt three times', async () => {
        const id = await begun();
        const retry = { state: 'retry', notBefore: 0 } as const;
        const forward: Verdict = { ...retry, attempt: attempt(), progressed: true };
        await crawl.store.settle(id, forward);
        for (const tries of [0, 0, 0, 2]) {
          expect(await leaseOne()).toMatchObject({ id, tries });
          await crawl.store.settle(id, { ...retry, attempt: attempt('damaged') });
          expect(await leaseOne()).toMatchObject({ id, tries: tries + 1 });
          await crawl.store.settle(id, forward);
        }
      });

      test('through a crash, with the claim of its name', async () => {
        const id = await begun();
        await crawl.store.claimName(id, ['g/other.jpg']);
        await crawl.reopen();
        expect(await crawl.store.openClaims()).toEqual([
          { id, fileName: 'g/other.jpg' },
          { id, fileName: RESUME.fileName, resumable: true },
        ]);
        expect(await leaseOne()).toMatchObject({ id, resume: RESUME });
      });

      test('until it is forgotten', async () => {
        const id = await begun();
        await crawl.store.keepResume(id, undefined);
        expect(await crawl.store.openClaims()).toEqual([{ id, fileName: RESUME.fileName }]);
        await crawl.store.settle(id, { state: 'returned' });
        expect(await leaseOne()).not.toHaveProperty('resume');
      });

      test.each([
        ['failed', { state: 'failed', attempt: attempt() }],
        ['skipped', { state: 'skipped', rule: 'filesize_max' }],
        ['saved', { state: 'saved', record: record('x') }],
      ] as [string, Verdict][])('but not once it is %s', async (state, verdict) => {
        const id = await begun();
        await crawl.store.settle(id, verdict);
        const back = {
          failed: () => crawl.store.requeueFailed(),
          skipped: () => crawl.store.requeueSkipped(['filesize_max']),
          saved: () => crawl.store.requeueSaved([id]),
        }[state as 'failed' | 'skipped' | 'saved'];
        expect(await back()).toBe(1);
        const lease = await leaseOne();
        expect(lease).toMatchObject({ id, tries: 0 });
        expect(lease).not.toHaveProperty('resume');
      });

      test('and after a placement that was cut by a crash', async () => {
        const id = await begun();
        await crawl.store.beginPlacement(id, record('x'));
        await crawl.reopen();
        const claim = only(await crawl.store.openClaims());
        expect(claim).toMatchObject({ id, resumable: true, record: record('x') });
        await crawl.store.closePlacement(id, false);
        expect(await crawl.store.openClaims()).toEqual([
          { id, fileName: RESUME.fileName, resumable: true },
        ]);
        expect(await leaseOne()).toMatchObject({ id, resume: RESUME });
      });

      test('only for one that holds the lease', async () => {
        const id = await begun();
        await crawl.store.settle(id, { state: 'returned' });
        for (const wrong of [id, 999]) {
          const keeping = crawl.store.keepResume(wrong, RESUME);
          await expect(keeping).rejects.toMatchObject({ code: 'lease_lost' });
        }
      });
    });

    const save = async (
      request: NewImageRequest,
      saved: ImageRecord = record(request.url),
    ): Promise<number> => {
      const { id } = await crawl.leased(request);
      await crawl.store.claimName(id, [saved.fileName]);
      const placement = await crawl.store.beginPlacement(id, saved);
      const { sha256, bytes } = saved;
      if (placement.do === 'drop')
        await crawl.store.settle(id, { state: 'duplicate', of: placement.of, sha256, bytes });
      else await crawl.store.settle(id, { state: 'saved', record: saved });
      return id;
    };

    describe('saved pictures', () => {
      test('as they are checked, in the order saved', async () => {
        const b = await save(image('b'), record('b', { bytes: 5 }));
        const a = await save(image('a'), record('a'));
        await save(image('c'), record('a', { fileName: 'g/c.jpg' }));
        const { sha256 } = record('b');
        expect(await all(crawl.store.savedPictures())).toEqual([
          {
            id: b,
            url: image('b').url,
            fileName: 'g/b.jpg',
            sha256,
            bytes: 5,
            mediaType: 'image/jpeg',
          },
          expect.objectContaining({ id: a, fileName: 'g/a.jpg' }),
        ]);
      });

      test('more than fit a page, each once', async () => {
        await crawl.store.add(Array.from({ length: 1100 }, (_, n) => image(n)));
        const leases = await crawl.store.lease({ ...ANY, limit: 1100, perHost: 1100 });
        await Promise.all(
          leases.map(({ id }) =>
            crawl.store.settle(id, { state: 'saved', record: record(id, { bytes: id }) }),
          ),
        );
        const ids = (await all(crawl.store.savedPictures())).map(({ id }) => id);
        expect(ids).toHaveLength(1100);
        expect(new Set(ids).size).toBe(1100);
      });

      test('and puts them back with their duplicates, as if they had never come', async () => {
        const kept = await save(image('kept'), record('kept', { bytes: 7 }));
        const lost = await save(image('lost'), record('lost', { bytes: 100 }));
        await save(image('twin'), record('lost', { fileName: 'g/twin.jpg' }));
        await save(image('twin of kept'), record('kept', { fileName: 'g/twin2.jpg' }));
        await crawl.store.add([image('waiting'), page('p')]);
        expect(await crawl.store.requeueSaved([lost, lost, 999, -1])).toBe(2);
        expect(await crawl.store.counts()).toMatchObject({
          bytes: 7,
          image: { queued: 5, saved: 1, duplicate: 1, pending: 3 },
        });
        expect((await all(crawl.store.manifest())).map((row) => row.file_name)).toEqual([
          'g/kept.jpg',
        ]);
        expect(await all(crawl.store.duplicates())).toMatchObject([
          { duplicate_of: image('kept').url },
        ]);
        expect(await crawl.store.requeueSaved([lost])).toBe(0);
        // The name and the content are free; another request may have them.
        const leases = await crawl.store.lease({ ...ANY, kinds: ['image'] });
        expect(urlsOf(leases)).toEqual(['lost', 'twin', 'waiting'].map((name) => image(name).url));
        const [, twin] = leases;
        expect(await crawl.store.claimName(twin?.id ?? 0, ['g/LOST.jpg'])).toBe('g/LOST.jpg');
        expect(await crawl.store.claimName(twin?.id ?? 0, ['g/kept.jpg'])).toBeUndefined();
        expect(await crawl.store.beginPlacement(twin?.id ?? 0, record('lost'))).toEqual({
          do: 'place',
        });
        expect(await crawl.store.beginPlacement(lost, record('kept'))).toEqual({
          do: 'drop',
          of: kept,
        });
      });

      test('a name that such a request had used before is open again when it is', async () => {
        const { id } = await crawl.leased(image('x'));
        await crawl.store.claimName(id, ['g/first.jpg']);
        await crawl.store.claimName(id, ['g/x.jpg']);
        await crawl.store.settle(id, { state: 'saved', record: record('x') });
        await crawl.store.requeueSaved([id]);
        await leaseOne();
        expect(await crawl.store.claimName(id, ['g/first.jpg'])).toBe('g/first.jpg');
        expect(await crawl.store.openClaims()).toEqual([{ id, fileName: 'g/first.jpg' }]);
      });

      test('hundreds at once', async () => {
        await crawl.store.add(Array.from({ length: 350 }, (_, n) => image(n)));
        const leases = await crawl.store.lease(ANY);
        await Promise.all(
          leases.map(({ id }) => crawl.store.settle(id, { state: 'saved', record: record(id) })),
        );
        expect(await crawl.store.requeueSaved(leases.map(({ id }) => id))).toBe(350);
        expect(await crawl.store.counts()).toMatchObject({ bytes: 0, image: { pending: 350 } });
      });
    });

    describe('what ended, for whoever wants to hear of each once', () => {
      test('saved pictures after a place, in the order saved, with their requests', async () => {
        const meta = { artist: 'Ada', years: [1, 2] };
        const data = { ...image('a').data, alt: 'A', meta };
        const b = await save(image('b'), record('b', { width: 3, height: 4, etag: '"e"' }));
        const a = await save(
          image('a', { data, pageUrl: 'https://pictures.example/p/' }),
          record('a'),
        );
        await save(image('twin'), record('a', { fileName: 'g/twin.jpg' }));
        const { rows, last } = await crawl.store.savedAfter(0, 10);
        expect(rows).toEqual([
          {
            place: expect.any(Number) as number,
            id: b,
            url: image('b').url,
            data: image('b').data,
            record: record('b', { width: 3, height: 4, etag: '"e"' }),
          },
          {
            place: last,
            id: a,
            url: image('a').url,
            pageUrl: 'https://pictures.example/p/',
            data,
            record: record('a'),
          },
        ]);
        const [first] = rows;
        expect((await crawl.store.savedAfter(0, 1)).rows).toEqual([first]);
        expect((await crawl.store.savedAfter(first?.place ?? 0, 10)).rows).toEqual([rows[1]]);
        expect(await crawl.store.savedAfter(last, 10)).toEqual({ rows: [], last });
      });

      test('requests that failed after a place, once each, by their last attempt', async () => {
        const fail = async (id: number, verdict: Verdict) => crawl.store.settle(id, verdict);
        await crawl.store.add([image('x'), page('p'), image('y')]);
        const leases = new Map((await crawl.store.lease(ANY)).map((one) => [one.url, one.id]));
        const idOf = ({ url }: { url: string }) => leases.get(url) ?? 0;
        await fail(idOf(image('x')), { state: 'retry', attempt: attempt(), notBefore: 0 });
        await fail(idOf(page('p')), { state: 'failed', attempt: attempt('not_html') });
        await fail(idOf(image('y')), { state: 'retry', attempt: attempt(), notBefore: 0 });
        const early = await crawl.store.failedAfter(0, 10);
        expect(early.rows).toMatchObject([
          { id: idOf(page('p')), kind: 'gallery', attempt: attempt('not_html'), attempts: 1 },
        ]);
        await crawl.store.lease(ANY);
        await fail(idOf(image('x')), { state: 'failed', attempt: attempt('stalled') });
        const late = await crawl.store.failedAfter(early.last, 10);
        expect(late.rows).toMatchObject([
          { id: idOf(image('x')), kind: 'image', attempt: attempt('stalled'), attempts: 2 },
        ]);
        expect(await crawl.store.failedAfter(late.last, 10)).toEqual({ rows: [], last: late.last });
      });

      test('a place that was given again is not beyond the last', async () => {
        await save(image('a'), record('a'));
        const b = await save(image('b'), record('b'));
        const { last } = await crawl.store.savedAfter(0, 10);
        await crawl.store.requeueSaved([b]);
        expect((await crawl.store.savedAfter(0, 0)).last).toBeLessThan(last);
      });
    });

    test('the same bytes from many URLs, most frequent first', async () => {
      expect(await crawl.store.suspects(2)).toEqual([]);
      for (const [content, times] of [
        ['a', 3],
        ['b', 5],
        ['c', 1],
        ['d', 2],
      ] as const)
        for (let n = 0; n < times; n++)
          await save(
            image(`${content}${n}`),
            record(content, { fileName: `g/${content}${n}.jpg` }),
          );
      const suspect = (content: string, urls: number) => ({
        fileName: `g/${content}0.jpg`,
        sha256: record(content).sha256,
        bytes: 1000,
        urls,
      });
      expect(await crawl.store.suspects(3)).toEqual([suspect('b', 5), suspect('a', 3)]);
      expect(await crawl.store.suspects(6)).toEqual([]);
    });

    test('skipped requests, by rule, whenever they were skipped', async () => {
      await crawl.store.add([
        image(1, { skip: 'robots' }),
        image(2, { skip: 'thumbnail' }),
        page(3, { skip: 'robots' }),
      ]);
      const { id } = await crawl.leased(image(4));
      await crawl.store.settle(id, { state: 'skipped', rule: 'min_width' });
      expect(await crawl.store.requeueSkipped([])).toBe(0);
      expect(await crawl.store.requeueSkipped(['types'])).toBe(0);
      const rules: SkipRule[] = ['robots', 'min_width'];
      expect(await crawl.store.requeueSkipped(rules)).toBe(3);
      expect(await all(crawl.store.skipped())).toMatchObject([{ rule: 'thumbnail' }]);
      expect(await crawl.store.lease(ANY)).toHaveLength(3);
    });
  });
}
