/** How every engine spares hosts: one place decides who is asked next, and when. */
import { describe, expect, test } from 'vitest';
import type { HostSignal, LeasedRequest, NewRequest } from '../../src/model.ts';
import { attempt, image, only } from '../store/requests.ts';
import { crawlUnderTest, START } from './crawl-under-test.ts';
import type { MakeHarness } from './store.suite.ts';

const HOST = 'pictures.example';
const OTHER = 'other.example';
const TROUBLE = { kind: 'trouble', asked: false } satisfies HostSignal;
const GOOD: HostSignal = { kind: 'good' };
const EIGHT = { perHost: 8 };
const images = (count: number, host = HOST): NewRequest[] =>
  Array.from({ length: count }, (_, n) => image(n, { host }));

export function pacingConformance(engine: string, makeHarness: MakeHarness): void {
  describe(`${engine} paces hosts`, () => {
    const crawl = crawlUnderTest(makeHarness);

    describe('by time', () => {
      test('an interval passes between two leases of one host', async () => {
        await crawl.store.add([...images(3), ...images(1, OTHER)]);
        const slowly = { intervalMs: 250 };
        expect(await crawl.leaseCount(slowly)).toBe(2);
        expect(await crawl.store.nextDue()).toBe(START + 250);
        crawl.clock.now += 249;
        expect(await crawl.leaseCount(slowly)).toBe(0);
        crawl.clock.now += 1;
        expect(await crawl.leaseCount(slowly)).toBe(1);
        crawl.clock.now += 250;
        expect(await crawl.leaseCount(slowly)).toBe(1);
      });

      test('a crawl delay may ask for more, and for no more than ten minutes', async () => {
        await crawl.store.add([...images(2), ...images(2, OTHER)]);
        await crawl.store.admitHost(HOST, { delayMs: 1000 });
        await crawl.store.admitHost(OTHER, { delayMs: 1e9 });
        expect(await crawl.leaseCount({ intervalMs: 250 })).toBe(2);
        expect(await crawl.store.nextDue()).toBe(START + 1000);
        crawl.clock.now += 1000;
        expect(await crawl.leaseCount({ intervalMs: 250 })).toBe(1);
        crawl.clock.now += 600_000;
        expect(await crawl.leaseCount()).toBe(1);
      });

      test('a crawl delay counts from when it is known for the lease that waited for it', async () => {
        await crawl.store.add(images(3));
        expect(await crawl.leaseCount({ admission: true })).toBe(1);
        crawl.clock.now += 900;
        await crawl.store.admitHost(HOST, { delayMs: 1000 });
        crawl.clock.now += 999;
        expect(await crawl.leaseCount({ admission: true })).toBe(0);
        crawl.clock.now += 1;
        expect(await crawl.leaseCount({ admission: true })).toBe(1);
      });

      test.each([NaN, -5, Infinity])('a crawl delay of %d is none', async (delayMs) => {
        await crawl.store.admitHost(HOST, { delayMs });
        await crawl.store.add(images(3));
        expect(await crawl.leaseCount()).toBe(3);
      });
    });

    describe('until they are admitted', () => {
      const admission = { admission: true, ...EIGHT };

      test('hosts have one lease at a time', async () => {
        await crawl.store.add([...images(9), ...images(2, OTHER)]);
        const leases = await crawl.store.lease({ ...admission, limit: 99, kinds: ['image'] });
        expect(leases.map(({ host }) => host).sort()).toEqual([OTHER, HOST]);
        await crawl.store.admitHost(HOST, { delayMs: 0 });
        expect(await crawl.leaseCount(admission)).toBe(7);
        await crawl.store.settle(idOf(leases, OTHER), { state: 'returned' });
        expect(await crawl.leaseCount(admission)).toBe(1);
      });

      test('also those that come later, and those admitted before they came', async () => {
        expect(await crawl.leaseCount(admission)).toBe(0);
        await crawl.store.admitHost(OTHER, { delayMs: 0 });
        await crawl.store.add([...images(3), ...images(3, OTHER)]);
        expect(await crawl.leaseCount(admission)).toBe(4);
      });

      test('which is not asked for unless it is said', async () => {
        await crawl.store.add(images(3));
        expect(await crawl.leaseCount(EIGHT)).toBe(3);
      });

      test('in each run anew', async () => {
        await crawl.store.admitHost(HOST, { delayMs: 5000 });
        await crawl.store.add(images(3));
        await crawl.reopen();
        expect(await crawl.leaseCount(admission)).toBe(1);
        await crawl.store.admitHost(HOST, { delayMs: 0 });
        expect(await crawl.leaseCount(admission)).toBe(2);
      });
    });

    describe('by what they answer', () => {
      test('trouble halves the leases of a host after a rest, and of no other', async () => {
        await crawl.store.add([...images(40), ...images(40, OTHER)]);
        const leases = await crawl.store.lease({ ...EIGHT, limit: 99, kinds: ['image'] });
        expect(leases).toHaveLength(16);
        const [first, ...others] = leases.toSorted((a, b) => b.host.localeCompare(a.host));
        expect(first?.host).toBe(HOST);
        await crawl.retry(first?.id ?? 0, TROUBLE, 60_000);
        for (const { id } of others)
          await crawl.store.settle(id, { state: 'crawled', found: [] }, GOOD);
        const during = await crawl.store.lease({ ...EIGHT, limit: 99, kinds: ['image'] });
        expect(new Set(during.map(({ host }) => host))).toEqual(new Set([OTHER]));
        expect(await crawl.store.nextDue()).toBe(START + 500);
        crawl.clock.now += 500;
        expect(await crawl.leaseCount(EIGHT)).toBe(4);
      });

      test('a rest that is asked for is kept, in a new run too', async () => {
        const { id } = await crawl.leased(image(1), EIGHT);
        await crawl.retry(id, { kind: 'trouble', asked: true, restMs: 5000 });
        crawl.clock.now += 4000;
        await crawl.reopen();
        expect(await crawl.leaseCount(EIGHT)).toBe(0);
        expect(await crawl.store.nextDue()).toBe(START + 5000);
        crawl.clock.now += 1000;
        expect(await crawl.leaseCount(EIGHT)).toBe(1);
      });

      test('a lease that is put back says nothing', async () => {
        const { id } = await crawl.leased(image(1), EIGHT);
        await crawl.store.settle(id, { state: 'returned' }, TROUBLE);
        expect(await crawl.leaseCount(EIGHT)).toBe(1);
      });

      test('a request that fails again and again says nothing of its host any more', async () => {
        await crawl.store.add([image('broken'), ...images(9)]);
        const broken = { ...EIGHT, limit: 1 };
        for (const signal of [undefined, undefined, TROUBLE]) {
          const lease = only(await crawl.store.lease({ ...broken, kinds: ['image'] }));
          expect(lease.url).toBe(image('broken').url);
          await crawl.retry(lease.id, signal);
        }
        expect(await crawl.leaseCount(EIGHT)).toBe(8);
      });

      test('progress begins the tries anew, and keeps the attempts', async () => {
        const { id } = await crawl.leased(image(1), EIGHT);
        await crawl.retry(id);
        const again = await crawl.leased(image(1), EIGHT);
        expect(again.tries).toBe(1);
        await crawl.store.settle(
          id,
          { state: 'retry', attempt: attempt(), notBefore: 0, progressed: true },
          TROUBLE,
        );
        expect((await crawl.leased(image(1), EIGHT)).tries).toBe(0);
        await crawl.store.settle(id, { state: 'failed', attempt: attempt() });
        for await (const { attempts } of crawl.store.failures()) expect(attempts).toBe(3);
      });

      test('a large file that advances with each broken transfer never loses its host', async () => {
        await crawl.store.add([image(1)]);
        for (let n = 0; n < 50; n++) {
          const lease = only(await crawl.store.lease({ ...EIGHT, limit: 1, kinds: ['image'] }));
          expect(lease.hostUnavailable).toBeUndefined();
          await crawl.store.settle(
            lease.id,
            { state: 'retry', attempt: attempt(), notBefore: 0, progressed: true },
            { ...TROUBLE, answered: true },
          );
        }
      });
    });

    describe('that are gone', () => {
      /** Fails whatever is leased until the host is given up; other requests of it are left waiting. */
      const giveUp = async (): Promise<void> => {
        for (let round = 0; round < 100; round++) {
          const leases = await crawl.store.lease({ ...EIGHT, limit: 1, kinds: ['image'] });
          for (const { id, hostUnavailable } of leases) {
            if (hostUnavailable) {
              await crawl.store.settle(id, { state: 'returned' });
              return;
            }
            await crawl.retry(id, TROUBLE, 600_000);
          }
          crawl.clock.now = (await crawl.store.nextDue()) ?? crawl.clock.now;
        }
        throw new Error('the host was not given up');
      };

      test('their requests come at once, marked, without regard to any wait', async () => {
        await crawl.store.add(images(30));
        await giveUp();
        expect(crawl.clock.now - START).toBeLessThan(180_000);
        await crawl.store.add([image('new')]);
        const leases: LeasedRequest[] = [];
        const slow = { limit: 10, perHost: 99, intervalMs: 1000, kinds: ['image'] as const };
        for (let n = 0; n < 10; n++) leases.push(...(await crawl.store.lease(slow)));
        expect(leases).toHaveLength(31);
        expect(leases.every(({ hostUnavailable }) => hostUnavailable === true)).toBe(true);
        expect(leases.filter(({ tries }) => tries > 0).length).toBeGreaterThan(8);
      });

      test.each(['a new run', 'putting failed requests back'])('%s asks again', async (way) => {
        await crawl.store.add(images(20));
        await giveUp();
        if (way === 'a new run') await crawl.reopen();
        else await crawl.store.requeueFailed({ code: 'none' });
        const lease = only(await crawl.store.lease({ ...EIGHT, limit: 1, kinds: ['image'] }));
        expect(lease.hostUnavailable).toBeUndefined();
      });

      test('while one is paused, its waiting requests use up no tries', async () => {
        await crawl.store.add(images(30));
        const leases = await crawl.store.lease({ ...EIGHT, limit: 8, kinds: ['image'] });
        for (const { id } of leases) await crawl.retry(id, TROUBLE, 1000);
        crawl.clock.now += 3999;
        expect(await crawl.leaseCount(EIGHT)).toBe(0);
        crawl.clock.now += 1;
        const probes = await crawl.store.lease({ ...EIGHT, limit: 9, kinds: ['image'] });
        // Those that failed before are due, and come first by age; the probe is none of them.
        expect(probes).toMatchObject([{ tries: 0 }]);
        await crawl.store.settle(only(probes).id, { state: 'crawled', found: [] }, GOOD);
        expect(await crawl.leaseCount(EIGHT)).toBe(2);
      });
    });

    describe('when the clock is set back', () => {
      const HOURS = 5 * 3_600_000;
      const waitBoth = async (): Promise<void> => {
        await crawl.store.add([...images(1), ...images(2, OTHER)]);
        const leases = await crawl.store.lease({ ...EIGHT, limit: 2, kinds: ['image'] });
        await crawl.retry(idOf(leases, HOST), undefined, 8000);
        await crawl.retry(idOf(leases, OTHER), { kind: 'trouble', asked: true, restMs: 9000 });
      };

      test('waits go on as they were', async () => {
        await waitBoth();
        crawl.clock.now -= HOURS;
        expect(await crawl.leaseCount(EIGHT)).toBe(0);
        expect(await crawl.store.nextDue()).toBe(START - HOURS + 8000);
        crawl.clock.now += 8000;
        expect(await crawl.leaseCount(EIGHT)).toBe(1);
        crawl.clock.now += 1000;
        expect(await crawl.leaseCount(EIGHT)).toBe(2);
      });

      test('between two runs, waits end', async () => {
        await waitBoth();
        crawl.clock.now -= HOURS;
        await crawl.reopen();
        expect(await crawl.leaseCount(EIGHT)).toBe(3);
      });

      test('and forward again, they end', async () => {
        await waitBoth();
        crawl.clock.now += HOURS;
        expect(await crawl.leaseCount({ ...EIGHT, limit: 1 })).toBe(1);
        crawl.clock.now -= HOURS;
        expect(await crawl.leaseCount(EIGHT)).toBe(2);
      });
    });
  });
}

function idOf(leases: readonly LeasedRequest[], host: string): number {
  return only(leases.filter((each) => each.host === host)).id;
}
