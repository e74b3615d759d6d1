/**
 * What every engine of the crawl store promises. An engine's own test file calls `storeConformance` with a way to
 * open, kill and look at one crawl; nothing here knows how it keeps its data.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LeasedRequest, Verdict } from '../../src/model.ts';
import type { CrawlStore, CrawlStoreReader } from '../../src/store/contract.ts';
import { randomOperations } from '../store/random-operations.ts';
import { added, all, ANY, attempt, image, only, page, record, urlsOf } from '../store/requests.ts';

/** One crawl of an engine, new and empty. */
export interface StoreHarness {
  /** Opens the crawl as its owner. */
  open(): Promise<CrawlStore>;
  /** Ends an owner as `kill -9` would: nothing is flushed, given back or said. */
  kill(store: CrawlStore): Promise<void>;
  openReader(): Promise<CrawlStoreReader>;
  /** Throws when what the engine keeps twice (counters, …) does not agree. */
  verify(): Promise<void>;
  /** Closes whatever is open and removes the crawl. */
  dispose(): Promise<void>;
}

/** `now` is the clock that the engine shall use. */
export type MakeHarness = (now: () => number) => Promise<StoreHarness>;

const START = 1_700_000_000_000;

export function storeConformance(engine: string, makeHarness: MakeHarness): void {
  describe(`${engine} as a crawl store`, () => {
    let clock = START;
    let harness: StoreHarness;
    let store: CrawlStore;

    beforeEach(async () => {
      clock = START;
      harness = await makeHarness(() => clock);
      store = await harness.open();
    });
    afterEach(async () => {
      await harness.verify();
      await harness.dispose();
    });

    const reopen = async (): Promise<void> => {
      await harness.kill(store);
      store = await harness.open();
    };
    const leaseOne = async (): Promise<LeasedRequest> => only(await store.lease(ANY));
    const leased = async (request: Parameters<CrawlStore['add']>[0][number]) => {
      await store.add([request]);
      return leaseOne();
    };
    const save = async (name: string, more: Parameters<typeof record>[1] = {}) => {
      const { id } = await leased(image(name));
      const saved = record(name, more);
      await store.beginPlacement(id, saved);
      await store.settle(id, { state: 'saved', record: saved });
      return id;
    };

    describe('adding', () => {
      test('hands out what was added, whole', async () => {
        const request = image(1, {
          key: 'another key',
          pageUrl: 'https://pictures.example/',
          depth: 3,
          data: { gallery: 'a/b', page: 2, num: 7, alt: 'Ü "x" \u2028', sessionId: 's' },
        });
        const thumbnails = [image(2)];
        const gallery = page(3, { data: { gallery: 'c', page: 1, barren: 2, thumbnails } });
        expect(await store.add([request, gallery])).toEqual(
          added({ added: 2, newImages: 1, newPages: 1 }),
        );
        const leases = await store.lease(ANY);
        const [first, second] = leases.toSorted((a, b) => a.id - b.id);
        expect(first).toEqual({ ...request, id: first?.id, tries: 0, addedAt: START });
        expect(second).toEqual({ ...gallery, id: second?.id, tries: 0, addedAt: START });
        expect(first?.id).not.toBe(second?.id);
      });

      test('knows a key again in every state, within one call and across calls', async () => {
        const twice = await store.add([image(1), image(1)]);
        expect(twice).toEqual(added({ added: 1, newImages: 1, known: 1 }));
        const { id } = await leaseOne();
        expect(await store.add([image(1)])).toEqual(added({ known: 1 }));
        await store.settle(id, { state: 'failed', attempt: attempt() });
        expect(await store.add([image(1)])).toEqual(added({ known: 1 }));
        expect(await store.lease(ANY)).toEqual([]);
      });

      test('the same key of another kind is another request', async () => {
        await store.add([image(1, { key: 'k' })]);
        const result = await store.add([page(1, { key: 'k' })]);
        expect(result).toEqual(added({ added: 1, newPages: 1 }));
      });

      test('skips at once what comes with a rule', async () => {
        const result = await store.add([
          image(1, { skip: 'data_url', pageUrl: 'https://pictures.example/' }),
          page(2, { skip: 'max_depth' }),
        ]);
        expect(result).toEqual(added({ added: 2, skippedImages: 1 }));
        expect(await store.lease(ANY)).toEqual([]);
        expect(await all(store.skipped())).toEqual([
          {
            url: image(1).url,
            page_url: 'https://pictures.example/',
            kind: 'image',
            rule: 'data_url',
          },
          { url: page(2).url, page_url: null, kind: 'gallery', rule: 'max_depth' },
        ]);
        expect((await store.counts()).image).toMatchObject({ queued: 1, skipped: 1, pending: 0 });
      });

      test('reopens what was skipped at once when it comes without a rule', async () => {
        await store.add([image(1, { skip: 'thumbnail' }), page(2, { skip: 'max_depth' })]);
        expect(await store.add([image(1, { skip: 'excluded' })])).toEqual(added({ known: 1 }));
        const again = image(1, {
          pageUrl: 'https://pictures.example/other',
          depth: 9,
          data: { gallery: 'other', page: 3, num: 4 },
        });
        expect(await store.add([again, page(2)])).toEqual(
          added({ added: 2, newImages: 1, newPages: 1, reopenedImages: 1 }),
        );
        expect(await store.add([again])).toEqual(added({ known: 1 }));
        const leases = await store.lease(ANY);
        expect(leases.find(({ kind }) => kind === 'image')).toMatchObject(again);
        expect(leases).toHaveLength(2);
        expect(await all(store.skipped())).toEqual([]);
      });

      test('reopens what stood on page after page when a page shows it as a picture', async () => {
        await store.add([image(1)]);
        await store.settle((await leaseOne()).id, { state: 'skipped', rule: 'repeated' });
        expect(await store.add([image(1, { skip: 'repeated' })])).toEqual(added({ known: 1 }));
        expect((await store.counts()).image).toMatchObject({ skipped: 1, pending: 0 });
        await store.add([image(1)]);
        expect((await store.counts()).image).toMatchObject({ skipped: 0, pending: 1 });
      });

      test('never reopens what settle skipped', async () => {
        const { id } = await leased(page(1));
        await store.settle(id, { state: 'skipped', rule: 'not_html' });
        expect(await store.add([page(1)])).toEqual(added({ known: 1 }));

        await store.add([page(2, { skip: 'max_depth' })]);
        await store.requeueDepth(undefined);
        await store.settle((await leaseOne()).id, { state: 'skipped', rule: 'not_html' });
        expect(await store.add([page(2)])).toEqual(added({ known: 1 }));
      });

      test('counts what is unknown, each request once', async () => {
        await store.add([image(1), image(2, { skip: 'thumbnail' })]);
        const asked = [image(1), image(2), image(3), image(3), page(1), image(4)];
        expect(await store.countUnknown(asked)).toBe(3);
        expect(await store.countUnknown([])).toBe(0);
      });

      test('adds thousands in one call, while leases go on', async () => {
        const many = Array.from({ length: 3000 }, (_, n) => image(n));
        const adding = store.add([...many, ...many.slice(0, 10)]);
        expect(await store.lease({ ...ANY, limit: 5 })).toHaveLength(5);
        expect(await adding).toEqual(added({ added: 3000, newImages: 3000, known: 10 }));
        expect(await store.add([])).toEqual(added({}));
      });
    });

    describe('leasing', () => {
      test('gives a request to one caller only', async () => {
        await store.add(Array.from({ length: 40 }, (_, n) => image(n)));
        const calls = Array.from({ length: 10 }, () => store.lease({ ...ANY, limit: 5 }));
        const ids = (await Promise.all(calls)).flat().map(({ id }) => id);
        expect(ids).toHaveLength(40);
        expect(new Set(ids).size).toBe(40);
        expect((await store.counts()).leased).toBe(40);
      });

      test('keeps the cap of a host under concurrent calls, and uses a place that gets free', async () => {
        await store.add(Array.from({ length: 20 }, (_, n) => image(n)));
        const options = { ...ANY, limit: 4, perHost: 3 };
        const calls = await Promise.all(Array.from({ length: 5 }, () => store.lease(options)));
        const held = calls.flat();
        expect(held).toHaveLength(3);
        await store.settle(only(held.slice(0, 1)).id, { state: 'failed', attempt: attempt() });
        expect(await store.lease(options)).toHaveLength(1);
        expect(await store.lease({ ...options, perHost: 5 })).toHaveLength(2);
        expect(await store.lease({ ...options, perHost: 2 })).toHaveLength(0);
      });

      test('a transfer that is over takes no room of its host, though its lease goes on', async () => {
        await store.add(Array.from({ length: 4 }, (_, n) => image(n)));
        const options = { ...ANY, limit: 4, perHost: 1 };
        const first = only(await store.lease(options));
        expect(await store.lease(options)).toHaveLength(0);
        await store.transferred(first.id);
        await store.transferred(first.id);
        const second = only(await store.lease(options));
        expect(second.id).not.toBe(first.id);
        expect(await store.lease(options)).toHaveLength(0);
        expect((await store.counts()).leased).toBe(2);
        await store.settle(first.id, { state: 'failed', attempt: attempt() });
        expect(await store.lease(options)).toHaveLength(0);
        await store.settle(second.id, { state: 'failed', attempt: attempt() });
        const third = only(await store.lease(options));
        await expect(store.transferred(first.id)).rejects.toMatchObject({ code: 'lease_lost' });
        // Back in the queue it takes its room again when it is leased again.
        await store.transferred(third.id);
        await store.settle(third.id, { state: 'returned' });
        expect(only(await store.lease(options)).id).toBe(third.id);
        expect(await store.lease(options)).toHaveLength(0);
      });

      test('goes round the hosts, the one served longest ago first', async () => {
        const hosts = ['a.example', 'b.example', 'c.example'];
        await store.add(hosts.flatMap((host) => [1, 2, 3, 4].map((n) => image(n, { host }))));
        const order: string[] = [];
        for (let n = 0; n < 4; n++) {
          clock -= 10; // A clock that goes back changes nothing.
          const leases = await store.lease({ ...ANY, limit: 2 });
          order.push(...leases.map(({ host }) => host));
        }
        const [a, b, c] = order;
        expect(new Set([a, b, c]).size).toBe(3);
        expect(order).toEqual([a, b, c, a, b, c, a, b]);
      });

      test('a reopened crawl goes on where the round stopped', async () => {
        await store.add(
          ['a.example', 'b.example'].flatMap((host) => [1, 2, 3].map((n) => image(n, { host }))),
        );
        const order = (await store.lease({ ...ANY, limit: 3 })).map(({ host }) => host);
        await store.close();
        clock -= 5_000;
        store = await harness.open();
        for (let n = 0; n < 3; n++) order.push((await leaseFirst()).host);
        const [a, b] = order;
        expect(order).toEqual([a, b, a, b, a, b]);
      });

      test('of one host the oldest come first', async () => {
        await store.add([image(1), image(2), image(3)]);
        const first = await store.lease({ ...ANY, limit: 1 });
        await store.settle(only(first).id, { state: 'returned' });
        expect(urlsOf(await store.lease(ANY))).toEqual(urlsOf([1, 2, 3].map(asLease)));
      });

      test('pages come first until 64 pictures of the host are ready', async () => {
        await store.add([...Array.from({ length: 63 }, (_, n) => image(n)), page(1), page(2)]);
        expect((await leaseFirst()).kind).toBe('gallery');
        await store.add([image(63), image('other', { host: 'other.example' })]);
        const two = await store.lease({ ...ANY, limit: 2 });
        expect(two.map(({ kind }) => kind)).toEqual(['image', 'image']);
        expect(two.map(({ host }) => host).sort()).toEqual(['other.example', 'pictures.example']);
        expect((await leaseFirst()).kind).toBe('gallery');
        expect((await leaseFirst()).kind).toBe('image');
      });

      test('hands out only the kinds asked for', async () => {
        await store.add([page(1), image(1), page(2, { host: 'pages.example' })]);
        const images = await store.lease({ ...ANY, kinds: ['image'] });
        expect(images.map(({ kind }) => kind)).toEqual(['image']);
        expect(await store.lease({ ...ANY, kinds: ['image'] })).toEqual([]);
        expect(await store.lease({ ...ANY, kinds: [] })).toEqual([]);
        expect(await store.lease({ ...ANY, kinds: ['gallery'] })).toHaveLength(2);
      });

      test('waits for notBefore', async () => {
        const { id } = await leased(image(1));
        expect(await store.nextDue()).toBeUndefined();
        await store.settle(id, { state: 'retry', attempt: attempt(), notBefore: clock + 1000 });
        expect(await store.nextDue()).toBe(START + 1000);
        clock += 999;
        expect(await store.lease(ANY)).toEqual([]);
        clock += 1;
        expect(await leaseOne()).toMatchObject({ id, tries: 1 });
        expect(await store.nextDue()).toBeUndefined();
      });

      test('a time that has passed already is no wait', async () => {
        const { id } = await leased(image(1));
        await store.settle(id, { state: 'retry', attempt: attempt(), notBefore: clock - 1 });
        expect(await leaseOne()).toMatchObject({ id, tries: 1 });
      });

      test('is not disturbed by a call beside it that fails', async () => {
        await store.add([1, 2, 3, 4].map((n) => image(n)));
        const [leasing, settling] = await Promise.allSettled([
          store.lease({ ...ANY, perHost: 3 }),
          store.settle(999, { state: 'returned' }),
        ]);
        expect(leasing).toMatchObject({ status: 'fulfilled', value: { length: 3 } });
        expect(settling).toMatchObject({ status: 'rejected', reason: { code: 'lease_lost' } });
      });

      test('very many that are due at once all come', async () => {
        await store.add(Array.from({ length: 600 }, (_, n) => image(n)));
        const retry: Verdict = { state: 'retry', attempt: attempt(), notBefore: clock + 10 };
        const held = await store.lease(ANY);
        await Promise.all(held.map(({ id }) => store.settle(id, retry)));
        clock += 10;
        let count = 0;
        for (
          let leases = await store.lease(ANY);
          leases.length > 0;
          leases = await store.lease(ANY)
        )
          count += leases.length;
        expect(count).toBe(600);
      });
    });

    describe('settling', () => {
      const verdicts: [string, Verdict, object][] = [
        ['crawled', { state: 'crawled', found: [] }, { crawled: 1, pending: 0 }],
        ['saved', { state: 'saved', record: record(1) }, { saved: 1, pending: 0 }],
        ['skipped', { state: 'skipped', rule: 'not_html' }, { skipped: 1, pending: 0 }],
        ['failed', { state: 'failed', attempt: attempt() }, { failed: 1, pending: 0 }],
        ['retry', { state: 'retry', attempt: attempt(), notBefore: 0 }, { pending: 1 }],
        ['returned', { state: 'returned' }, { pending: 1 }],
      ];
      test.each(verdicts)('as %s ends the lease', async (state, verdict, counts) => {
        const { id, kind } = await leased(state === 'saved' ? image(1) : page(1));
        await store.settle(id, verdict);
        const now = await store.counts();
        expect(now[kind]).toMatchObject({ queued: 1, ...counts });
        expect(now.leased).toBe(0);
        await expect(store.settle(id, verdict)).rejects.toMatchObject({ code: 'lease_lost' });
      });

      test('as duplicate points to the picture that is there', async () => {
        const of = await save('1', { bytes: 77 });
        const { id } = await leased(image(2, { pageUrl: 'https://pictures.example/' }));
        const { sha256 } = record('1');
        await store.settle(id, { state: 'duplicate', of, sha256, bytes: 77 });
        expect(await all(store.duplicates())).toEqual([
          {
            url: image(2).url,
            page_url: 'https://pictures.example/',
            sha256,
            bytes: 77,
            duplicate_of: image(1).url,
            file_name: 'g/1.jpg',
          },
        ]);
        expect((await store.counts()).bytes).toBe(77);
      });

      test('has one outcome, however many ask at once', async () => {
        const { id } = await leased(image(1));
        const asked = await Promise.allSettled([
          store.settle(id, { state: 'failed', attempt: attempt() }),
          store.settle(id, { state: 'saved', record: record(1) }),
          store.settle(id, { state: 'returned' }),
        ]);
        expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await all(store.manifest())).toEqual([]);
      });

      test('of a request that does not exist or is not leased says lease_lost', async () => {
        await store.add([image(1)]);
        for (const id of [1, 2, -1]) {
          const settling = store.settle(id, { state: 'returned' });
          await expect(settling).rejects.toMatchObject({ code: 'lease_lost' });
          const claiming = store.claimName(id, ['g/1.jpg']);
          await expect(claiming).rejects.toMatchObject({ code: 'lease_lost' });
          const beginning = store.beginPlacement(id, record(1));
          await expect(beginning).rejects.toMatchObject({ code: 'lease_lost' });
          const both = store.claimAndBegin(id, ['g/1.jpg'], record(1));
          await expect(both).rejects.toMatchObject({ code: 'lease_lost' });
        }
      });

      test.each(['crawled', 'skipped', 'failed'] as const)(
        'as %s adds what was found in the same step',
        async (state) => {
          const { id } = await leased(page(1));
          const found = [image(1), image(1), image(2, { skip: 'data_url' }), page(1), page(2)];
          const result = await store.settle(
            id,
            state === 'crawled'
              ? { state, found }
              : state === 'skipped'
                ? { state, rule: 'not_html', found }
                : { state, attempt: attempt(), found },
          );
          expect(result).toEqual(
            added({ added: 3, newImages: 1, newPages: 1, skippedImages: 1, known: 2 }),
          );
          expect(await store.lease(ANY)).toHaveLength(2);
        },
      );

      test('adds all of very much that was found, or nothing', async () => {
        const { id } = await leased(page(1));
        const found = Array.from({ length: 1500 }, (_, n) => image(n));
        const broken = image('broken');
        Object.assign(broken, { depth: undefined });
        const failing = store.settle(id, { state: 'crawled', found: [...found, broken] });
        const other = store.add([image('other')]);
        await expect(failing).rejects.toThrow();
        expect(await other).toMatchObject({ added: 1 });
        expect(urlsOf(await store.lease(ANY))).toEqual([image('other').url]);
        expect((await store.counts()).leased).toBe(2);
        const result = await store.settle(id, { state: 'crawled', found });
        expect(result).toEqual(added({ added: 1500, newImages: 1500 }));
        expect((await store.counts()).image.pending).toBe(1501);
      });

      test('adds nothing of what was found when it fails', async () => {
        const { id } = await leased(page(1));
        const broken = image(2);
        Object.assign(broken, { depth: undefined, data: undefined });
        const others = store.add([image(9)]);
        const first = image(1, { host: 'new.example' });
        const settling = store.settle(id, { state: 'crawled', found: [first, broken] });
        await expect(settling).rejects.toThrow();
        expect(await others).toMatchObject({ added: 1 });
        expect((await store.counts()).leased).toBe(1);
        expect(urlsOf(await store.lease(ANY))).toEqual([image(9).url]);
        await store.settle(id, { state: 'crawled', found: [first] });
        expect(await store.lease(ANY)).toMatchObject([{ url: first.url, host: 'new.example' }]);
      });

      test('collects the attempts of a failure', async () => {
        const { id } = await leased(image(1, { pageUrl: 'https://pictures.example/' }));
        const retry = attempt('rate_limited', START + 1);
        await store.settle(id, { state: 'retry', attempt: retry, notBefore: 0 });
        await leaseOne();
        const last = { at: START + 2, code: 'stalled', message: 'no "bytes" came' } as const;
        await store.settle(id, { state: 'failed', attempt: last });
        expect(await all(store.failures())).toEqual([
          {
            url: image(1).url,
            page_url: 'https://pictures.example/',
            kind: 'image',
            code: 'stalled',
            http_status: null,
            message: 'no "bytes" came',
            attempts: 2,
            errors: [
              {
                at: new Date(START + 1).toISOString(),
                code: 'rate_limited',
                http_status: 500,
                message: retry.message,
              },
              {
                at: new Date(START + 2).toISOString(),
                code: 'stalled',
                http_status: null,
                message: 'no "bytes" came',
              },
            ],
            first_failed_at: new Date(START + 1).toISOString(),
            last_failed_at: new Date(START + 2).toISOString(),
          },
        ]);
      });

      test('writes the manifest in the order saved', async () => {
        await store.add([
          image(1, { data: { gallery: 'g', page: 1, num: 1, alt: 'Ü' } }),
          image(2),
        ]);
        const [one, two] = await store.lease(ANY);
        const whole = record(1, { width: 3, height: 4, etag: '"e"', lastModified: 'then' });
        await store.settle(two?.id ?? 0, { state: 'saved', record: record(2, { bytes: 5 }) });
        await store.settle(one?.id ?? 0, { state: 'saved', record: whole });
        const [second, first] = await all(store.manifest());
        expect(second).toMatchObject({ url: image(2).url, alt: null, width: null, etag: null });
        expect(first).toEqual({
          url: image(1).url,
          final_url: whole.finalUrl,
          page_url: null,
          file_name: 'g/1.jpg',
          sha256: whole.sha256,
          bytes: 1000,
          width: 3,
          height: 4,
          media_type: 'image/jpeg',
          alt: 'Ü',
          fetched_at: new Date(whole.fetchedAt).toISOString(),
          etag: '"e"',
          last_modified: 'then',
          rendition: null,
        });
        expect((await store.counts()).bytes).toBe(1005);
      });
    });

    describe('names', () => {
      test('go to the first that is free', async () => {
        const [a, b] = await leaseTwo();
        expect(await store.claimName(a, ['x.jpg', 'x_2.jpg'])).toBe('x.jpg');
        expect(await store.claimName(b, ['x.jpg', 'x_2.jpg'])).toBe('x_2.jpg');
        expect(await store.claimName(b, ['x.jpg'])).toBeUndefined();
        expect(await store.claimName(b, [])).toBeUndefined();
        expect(await store.claimName(a, ['x_2.jpg', 'x.jpg'])).toBe('x.jpg');
      });

      test.each([
        ['IMG.JPG', 'img.jpg'],
        ['caf\u00e9.jpg', 'cafe\u0301.jpg'],
        ['\u00c9.jpg', 'e\u0301.jpg'],
        ['\u03a3\u03a3.jpg', '\u03c3\u03c2.jpg'],
      ])('%s and %s are one', async (first, second) => {
        const [a, b] = await leaseTwo();
        expect(await store.claimName(a, [first])).toBe(first);
        expect(await store.claimName(b, [second, 'free.jpg'])).toBe('free.jpg');
        expect(await store.claimName(a, [second])).toBe(second);
      });

      test.each([
        ['failed', { state: 'failed', attempt: attempt() }],
        ['skipped', { state: 'skipped', rule: 'not_html' }],
        ['crawled', { state: 'crawled', found: [] }],
      ] as [string, Verdict][])('are given up by %s', async (_, verdict) => {
        const [a, b] = await leaseTwo();
        await store.claimName(a, ['x.jpg']);
        await store.settle(a, verdict);
        expect(await store.claimName(b, ['x.jpg'])).toBe('x.jpg');
      });

      test.each([
        ['saved', { state: 'saved', record: record('x') }],
        ['retry', { state: 'retry', attempt: attempt(), notBefore: 0 }],
        ['returned', { state: 'returned' }],
      ] as [string, Verdict][])('are kept by %s', async (_, verdict) => {
        const [a, b] = await leaseTwo();
        await store.claimName(a, ['x.jpg']);
        await store.settle(a, verdict);
        expect(await store.claimName(b, ['x.jpg'])).toBeUndefined();
      });

      test('of requests that are not done are open', async () => {
        const [a, b] = await leaseTwo();
        await store.claimName(a, ['a.jpg']);
        await store.claimName(b, ['g/x.jpg']);
        await store.settle(b, { state: 'saved', record: record('x') });
        expect(await store.openClaims()).toEqual([{ id: a, fileName: 'a.jpg' }]);
      });
    });

    describe('placing', () => {
      test('the second of the same bytes waits, then is dropped', async () => {
        const [a, b] = await leaseTwo();
        expect(await store.beginPlacement(a, record('x'))).toEqual({ do: 'place' });
        expect(await store.beginPlacement(b, record('x'))).toEqual({ do: 'wait' });
        expect(await store.beginPlacement(a, record('x'))).toEqual({ do: 'place' });
        await store.settle(a, { state: 'saved', record: record('x') });
        expect(await store.beginPlacement(b, record('x'))).toEqual({ do: 'drop', of: a });
      });

      test('only one of two that begin at once may place', async () => {
        const [a, b] = await leaseTwo();
        const both = await Promise.all([a, b].map((id) => store.beginPlacement(id, record('x'))));
        expect(both.map((placement) => placement.do).sort()).toEqual(['place', 'wait']);
      });

      test.each([
        ['failed', { state: 'failed', attempt: attempt() }],
        ['retry', { state: 'retry', attempt: attempt(), notBefore: START + 9 }],
        ['returned', { state: 'returned' }],
        ['skipped', { state: 'skipped', rule: 'not_html' }],
      ] as [string, Verdict][])('%s lets the next one place', async (_, verdict) => {
        const [a, b] = await leaseTwo();
        await store.beginPlacement(a, record('x'));
        await store.settle(a, verdict);
        expect(await store.openClaims()).toEqual([]);
        expect(await store.beginPlacement(b, record('x'))).toEqual({ do: 'place' });
        expect(await store.openClaims()).toMatchObject([{ id: b }]);
      });

      test('other bytes take the place of what was begun before', async () => {
        const [a, b] = await leaseTwo();
        await store.beginPlacement(a, record('x'));
        await store.beginPlacement(a, record('y'));
        expect(await store.beginPlacement(b, record('x'))).toEqual({ do: 'place' });
      });

      test('of bytes that were not saved in the end leaves them to others', async () => {
        const [a, b] = await leaseTwo();
        await store.beginPlacement(a, record('x'));
        await store.settle(a, { state: 'saved', record: record('y') });
        expect(await store.beginPlacement(b, record('x'))).toEqual({ do: 'place' });
      });

      const crashWhilePlacing = async (): Promise<number> => {
        const { id } = await leased(image('x'));
        await store.claimName(id, ['g/x.jpg']);
        await store.beginPlacement(id, record('x'));
        await reopen();
        expect(await store.openClaims()).toEqual([
          { id, fileName: 'g/x.jpg', record: record('x') },
        ]);
        return id;
      };

      test('that was cut by a crash, and the file is there: saved', async () => {
        const id = await crashWhilePlacing();
        await store.closePlacement(id, true);
        await store.closePlacement(id, true);
        expect(await all(store.manifest())).toMatchObject([{ file_name: 'g/x.jpg' }]);
        expect(await store.openClaims()).toEqual([]);
        expect(await store.lease(ANY)).toEqual([]);
        const other = await leased(image('y'));
        expect(await store.beginPlacement(other.id, record('x'))).toEqual({ do: 'drop', of: id });
        expect(await store.claimName(other.id, ['g/x.jpg'])).toBeUndefined();
      });

      test('that was cut by a crash, and the file is not there: begun anew', async () => {
        const id = await crashWhilePlacing();
        await store.closePlacement(id, false);
        expect(await store.openClaims()).toEqual([{ id, fileName: 'g/x.jpg' }]);
        expect((await leaseOne()).id).toBe(id);
        expect(await store.beginPlacement(id, record('x'))).toEqual({ do: 'place' });
      });

      test('that nobody closed after a crash is taken over', async () => {
        const id = await crashWhilePlacing();
        // Of a host that was never served, so that it comes before the one that died.
        await store.add([image('y', { host: 'other.example' })]);
        const other = await leaseFirst();
        expect(other.host).toBe('other.example');
        expect(await store.beginPlacement(other.id, record('x'))).toEqual({ do: 'place' });
        expect((await leaseOne()).id).toBe(id);
        expect(await store.beginPlacement(id, record('x'))).toEqual({ do: 'wait' });
      });

      test('under a name that was never claimed is open too', async () => {
        const { id } = await leased(image('x'));
        await store.claimName(id, ['g/other.jpg']);
        await store.beginPlacement(id, record('x'));
        await reopen();
        expect(await store.openClaims()).toEqual([
          { id, fileName: 'g/other.jpg' },
          { id, fileName: 'g/x.jpg', record: record('x') },
        ]);
      });

      test('is not closed from outside while the request is leased', async () => {
        const { id } = await leased(image('x'));
        await store.beginPlacement(id, record('x'));
        await store.closePlacement(id, true);
        await store.closePlacement(999, true);
        expect((await store.counts()).leased).toBe(1);
        expect(await all(store.manifest())).toEqual([]);
      });
    });

    describe('placing under the first free name', () => {
      const NAMES = ['g/x.jpg', 'g/x_2.jpg'];

      test('claims it, and announces the placement under it', async () => {
        const [a, b] = await leaseTwo();
        expect(await store.claimAndBegin(a, NAMES, record('x'))).toEqual({
          do: 'place',
          fileName: 'g/x.jpg',
        });
        const second = record('y', { fileName: 'replaced.jpg' });
        expect(await store.claimAndBegin(b, NAMES, second)).toEqual({
          do: 'place',
          fileName: 'g/x_2.jpg',
        });
        await reopen();
        expect(await store.openClaims()).toEqual([
          { id: a, fileName: 'g/x.jpg', record: record('x') },
          { id: b, fileName: 'g/x_2.jpg', record: { ...second, fileName: 'g/x_2.jpg' } },
        ]);
        await store.closePlacement(a, true);
        await store.closePlacement(b, false);
        expect(await all(store.manifest())).toMatchObject([{ file_name: 'g/x.jpg' }]);
        expect(await store.openClaims()).toEqual([{ id: b, fileName: 'g/x_2.jpg' }]);
      });

      test('claims no name for bytes that are placed or saved elsewhere', async () => {
        const [a, b] = await leaseTwo();
        await store.claimAndBegin(a, ['g/a.jpg'], record('x'));
        expect(await store.claimAndBegin(b, NAMES, record('x'))).toEqual({ do: 'wait' });
        await store.settle(a, { state: 'saved', record: record('x', { fileName: 'g/a.jpg' }) });
        expect(await store.claimAndBegin(b, NAMES, record('x'))).toEqual({ do: 'drop', of: a });
        expect(await store.openClaims()).toEqual([]);
      });

      test('changes nothing when every name is taken', async () => {
        const [a, b] = await leaseTwo();
        for (const name of NAMES) await store.claimName(a, [name]);
        expect(await store.claimAndBegin(b, NAMES, record('x'))).toEqual({ do: 'taken' });
        expect(await store.claimAndBegin(b, [], record('x'))).toEqual({ do: 'taken' });
        expect(await store.openClaims()).toHaveLength(2);
        expect(await store.beginPlacement(a, record('x'))).toEqual({ do: 'place' });
      });

      test('may be asked for again, for the same name and for another', async () => {
        const [a, b] = await leaseTwo();
        const first = { do: 'place', fileName: 'g/x.jpg' };
        expect(await store.claimAndBegin(a, NAMES, record('x'))).toEqual(first);
        expect(await store.claimAndBegin(a, NAMES, record('x'))).toEqual(first);
        await store.claimAndBegin(a, NAMES.slice(1), record('y'));
        expect(await store.openClaims()).toEqual([
          { id: a, fileName: 'g/x.jpg' },
          { id: a, fileName: 'g/x_2.jpg', record: record('y', { fileName: 'g/x_2.jpg' }) },
        ]);
        expect(await store.beginPlacement(b, record('x'))).toEqual({ do: 'place' });
      });

      test('only one of two that ask at once for the same bytes may place', async () => {
        const [a, b] = await leaseTwo();
        const both = await Promise.all(
          [a, b].map((id) => store.claimAndBegin(id, NAMES, record('x'))),
        );
        expect(both.map((placement) => placement.do).sort()).toEqual(['place', 'wait']);
        expect(await store.openClaims()).toHaveLength(1);
      });
    });

    test('counts skipped requests by rule', async () => {
      await store.add([
        image(1, { skip: 'thumbnail' }),
        image(2, { skip: 'excluded' }),
        page(3, { skip: 'excluded' }),
        image(4),
      ]);
      const { id } = await leaseOne();
      expect(await store.skippedByRule()).toEqual([
        { rule: 'excluded', count: 2 },
        { rule: 'thumbnail', count: 1 },
      ]);
      await store.settle(id, { state: 'skipped', rule: 'robots' });
      expect(await store.skippedByRule()).toContainEqual({ rule: 'robots', count: 1 });
    });

    describe('requeueing', () => {
      test('puts failed requests back, by code and host', async () => {
        const requests = [
          image(1, { host: 'a.example' }),
          image(2, { host: 'a.example' }),
          image(3, { host: 'b.example' }),
        ];
        await store.add(requests);
        for (const { id, url } of await store.lease(ANY)) {
          const code = url === requests[0]?.url ? 'not_found' : 'stalled';
          await store.settle(id, { state: 'failed', attempt: attempt(code) });
        }
        expect(await store.failuresByCode()).toEqual([
          { code: 'stalled', count: 2 },
          { code: 'not_found', count: 1 },
        ]);
        expect(await store.requeueFailed({ code: 'dns' })).toBe(0);
        expect(await store.requeueFailed({ host: 'nowhere.example' })).toBe(0);
        expect(await store.requeueFailed({ code: 'stalled', host: 'b.example' })).toBe(1);
        expect(await leaseOne()).toMatchObject({ url: requests[2]?.url, tries: 0 });
        expect(await store.requeueFailed()).toBe(2);
        expect(await store.failuresByCode()).toEqual([]);
        expect(await all(store.failures())).toEqual([]);
        expect(urlsOf(await store.lease(ANY)).sort()).toEqual(
          requests.slice(0, 2).map((r) => r.url),
        );
      });

      test('goes by the latest code, and keeps the past attempts', async () => {
        const { id } = await leased(image(1));
        await store.settle(id, { state: 'retry', attempt: attempt('dns'), notBefore: 0 });
        await leaseOne();
        await store.settle(id, { state: 'failed', attempt: attempt('reset') });
        expect(await store.requeueFailed({ code: 'dns' })).toBe(0);
        expect(await store.requeueFailed({ code: 'reset' })).toBe(1);
        await leaseOne();
        await store.settle(id, { state: 'failed', attempt: attempt('tls') });
        const failure = only(await all(store.failures()));
        expect(failure.code).toBe('tls');
        expect(failure.attempts).toBe(3);
        expect(failure.errors.map(({ code }) => code)).toEqual(['dns', 'reset', 'tls']);
      });

      test('puts back thousands', async () => {
        await store.add(Array.from({ length: 1200 }, (_, n) => image(n)));
        for (let held = await store.lease(ANY); held.length > 0; held = await store.lease(ANY)) {
          const verdict: Verdict = { state: 'failed', attempt: attempt() };
          await Promise.all(held.map(({ id }) => store.settle(id, verdict)));
        }
        expect(await all(store.failures())).toHaveLength(1200);
        expect(await store.requeueFailed()).toBe(1200);
      });

      test('puts back what was too deep and no longer is', async () => {
        await store.add([
          page(1, { skip: 'max_depth', depth: 1 }),
          page(2, { skip: 'max_depth', depth: 2 }),
          page(3, { skip: 'max_depth', depth: 3 }),
          page(4, { skip: 'excluded', depth: 1 }),
        ]);
        expect(await store.requeueDepth(0)).toBe(0);
        expect(await store.requeueDepth(2)).toBe(2);
        expect(urlsOf(await store.lease(ANY))).toEqual([page(1).url, page(2).url]);
        expect(await store.requeueDepth(undefined)).toBe(1);
        expect(await all(store.skipped())).toMatchObject([{ rule: 'excluded' }]);
      });
    });

    describe('owners', () => {
      test('there is one at a time', async () => {
        await expect(harness.open()).rejects.toMatchObject({
          code: 'storage_locked',
          message: expect.stringContaining(`process ${process.pid}`) as string,
        });
        await store.add([image(1)]);
        await store.close();
        store = await harness.open();
        expect(await leaseOne()).toMatchObject({ url: image(1).url });
      });

      test('of two that open at once one is refused', async () => {
        await store.close();
        const both = await Promise.allSettled([harness.open(), harness.open()]);
        expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      });

      test('the leases of one that died are free at once', async () => {
        await store.add([image(1), image(2)]);
        const [first] = await store.lease(ANY);
        await store.settle(first?.id ?? 0, {
          state: 'retry',
          attempt: attempt(),
          notBefore: clock + 5,
        });
        await reopen();
        expect((await store.counts()).leased).toBe(0);
        expect(await leaseOne()).toMatchObject({ url: image(2).url, tries: 0 });
        clock += 5;
        expect(await leaseOne()).toMatchObject({ url: image(1).url, tries: 1 });
      });

      test('one that closes gives its leases back', async () => {
        await leased(image(1));
        await store.close();
        const reader = await harness.openReader();
        expect(await reader.counts()).toMatchObject({ leased: 0, image: { pending: 1 } });
        await reader.close();
        store = await harness.open();
        await leaseOne();
      });

      test('what was asked for before close is done, what comes after is refused', async () => {
        const adding = store.add([image(1)]);
        const closing = store.close();
        expect(await adding).toMatchObject({ added: 1 });
        await closing;
        await store.close();
        const refused = { code: 'store_closed' };
        await expect(store.add([])).rejects.toMatchObject(refused);
        await expect(store.counts()).rejects.toMatchObject(refused);
        await expect(store.lease(ANY)).rejects.toMatchObject(refused);
        await expect(all(store.manifest())).rejects.toMatchObject(refused);
        await expect(store.keyValues.get('s', 'k')).rejects.toMatchObject(refused);
        await expect(store.datasets.push('d', [{}])).rejects.toMatchObject(refused);
        await expect(store.owner()).rejects.toMatchObject(refused);
      });
    });

    describe('readers', () => {
      test('see what is committed, while the owner writes', async () => {
        const reader = await harness.openReader();
        const other = await harness.openReader();
        const seen: number[] = [];
        for (let n = 0; n < 5; n++) {
          await save(`${n}`);
          seen.push((await reader.counts()).image.saved);
          expect(await all(other.manifest())).toHaveLength(n + 1);
        }
        expect(seen).toEqual([1, 2, 3, 4, 5]);
        await reader.close();
        await reader.close();
        await expect(reader.counts()).rejects.toMatchObject({ code: 'store_closed' });
        await other.close();
      });

      test('page through long lists that grow meanwhile', async () => {
        const skip = 'data_url';
        await store.add(Array.from({ length: 1100 }, (_, n) => image(n, { skip })));
        const reader = await harness.openReader();
        let count = 0;
        for await (const row of reader.skipped()) {
          expect(row.url).toBe(image(count).url);
          if (count === 0) await store.add([image(1100, { skip })]);
          count++;
        }
        expect(count).toBe(1101);
        await reader.close();
      });

      test('know who runs the crawl', async () => {
        const reader = await harness.openReader();
        const owner = { pid: process.pid, startedAt: START };
        expect(await reader.owner()).toMatchObject(owner);
        expect(await store.owner()).toMatchObject(owner);
        await harness.kill(store);
        expect(await reader.owner()).toBeUndefined();
        store = await harness.open();
        expect(await reader.owner()).toMatchObject(owner);
        await store.close();
        expect(await reader.owner()).toBeUndefined();
        await reader.close();
      });

      test('look at a crawl whose owner died', async () => {
        await save('1');
        await store.setMeta('start', ['https://pictures.example/']);
        await harness.kill(store);
        const reader = await harness.openReader();
        expect(await all(reader.manifest())).toHaveLength(1);
        expect(await reader.getMeta('start')).toEqual(['https://pictures.example/']);
        expect(await reader.getMeta('never')).toBeUndefined();
        await reader.close();
      });
    });

    describe('free-form records', () => {
      test('values of meta are JSON, and undefined removes one', async () => {
        for (const value of [null, 0, 'x', { a: [1] }]) {
          await store.setMeta('k', value);
          expect(await store.getMeta('k')).toEqual(value);
        }
        await store.setMeta('k', undefined);
        expect(await store.getMeta('k')).toBeUndefined();
      });

      test('key-values are set, replaced, listed, deleted and dropped', async () => {
        const { keyValues } = store;
        const entry = (key: string, text: string) => ({
          key,
          value: Buffer.from(text),
          contentType: 'text/plain',
        });
        for (const key of ['b', '', 'a', 'é', 'c']) await keyValues.set('s', entry(key, key));
        await keyValues.set('s', entry('b', 'again'));
        await keyValues.set('t', entry('b', 'other store'));
        expect(await keyValues.get('s', 'b')).toEqual(entry('b', 'again'));
        expect(await keyValues.get('s', '')).toEqual(entry('', ''));
        expect(await keyValues.get('s', 'none')).toBeUndefined();
        const keys = (await keyValues.list('s', { limit: 9 })).map(({ key }) => key);
        expect(keys).toEqual(['', 'a', 'b', 'c', 'é']);
        expect(await keyValues.list('s', { limit: 2, exclusiveStartKey: 'a' })).toEqual([
          { key: 'b', size: 5 },
          { key: 'c', size: 1 },
        ]);
        await keyValues.delete('s', 'b');
        expect(await keyValues.get('s', 'b')).toBeUndefined();
        await keyValues.drop('s');
        expect(await keyValues.list('s', { limit: 9 })).toEqual([]);
        expect(await keyValues.get('t', 'b')).toEqual(entry('b', 'other store'));
      });

      test('datasets keep the order of what is pushed', async () => {
        const { datasets } = store;
        await Promise.all([
          datasets.push('d', [{ n: 0 }, { n: 1 }]),
          datasets.push('d', [{ n: 2 }]),
          datasets.push('e', [{ other: true }]),
        ]);
        expect(await datasets.count('d')).toBe(3);
        expect(await datasets.list('d', { offset: 1, limit: 5 })).toEqual([{ n: 1 }, { n: 2 }]);
        const newest = await datasets.list('d', { offset: 1, limit: 1, desc: true });
        expect(newest).toEqual([{ n: 1 }]);
        await datasets.drop('d');
        expect(await datasets.count('d')).toBe(0);
        await datasets.push('d', [{ n: 9 }]);
        expect(await datasets.list('d', { offset: 0, limit: 5 })).toEqual([{ n: 9 }]);
        expect(await datasets.count('e')).toBe(1);
      });
    });

    test('any sequence of operations adds up', { timeout: 60_000 }, () =>
      randomOperations(makeHarness),
    );

    const asLease = (n: number) => ({ ...image(n), id: 0, tries: 0, addedAt: 0 });

    async function leaseFirst(): Promise<LeasedRequest> {
      return only(await store.lease({ ...ANY, limit: 1 }));
    }

    async function leaseTwo(): Promise<[number, number]> {
      await store.add([image('a'), image('b')]);
      const [a, b] = await store.lease(ANY);
      return [a?.id ?? 0, b?.id ?? 0];
    }
  });
}
