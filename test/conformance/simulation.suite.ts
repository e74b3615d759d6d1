/** Whole crawls in virtual time, against models of servers that plain crawlers push over or give up too early. */
import { describe, expect, test } from 'vitest';
import { image } from '../store/requests.ts';
import type { Simulation, SimulationResult } from '../store/simulated-host.ts';
import { seededRandom, simulate } from '../store/simulated-host.ts';
import { crawlUnderTest, START } from './crawl-under-test.ts';
import type { MakeHarness } from './store.suite.ts';

type Answer = Simulation['answer'];

export function simulationConformance(engine: string, makeHarness: MakeHarness): void {
  describe(`${engine} brings a crawl through`, () => {
    const crawl = crawlUnderTest(makeHarness);
    const run = async (
      counts: Record<string, number>,
      answer: Answer,
      perHost = 8,
    ): Promise<SimulationResult> => {
      for (const [host, count] of Object.entries(counts))
        await crawl.store.add(Array.from({ length: count }, (_, n) => image(n, { host })));
      const { store, clock } = crawl;
      return simulate({ store, clock, options: { perHost, kinds: ['image'] }, answer });
    };
    const failed = ({ ends }: SimulationResult) => ends.filter(({ state }) => state === 'failed');

    test.each([
      ['resets', 5, 8],
      ['resets, asked by 40 at once', 5, 40],
      ['lets time out', 30_000, 8],
    ])('a server that %s what is above 6 at once', async (_, afterMs, perHost) => {
      for (const seed of [1, 2, 3]) {
        const random = seededRandom(seed);
        const result = await run(
          { [`${seed}.example`]: 500 },
          (_request, atOnce) =>
            atOnce > 6 ? { afterMs, fault: 'reset' } : { afterMs: 50 + 100 * random() },
          perHost,
        );
        expect(result.ends).toHaveLength(500);
        expect(failed(result)).toEqual([]);
        // 6 would be perfect; what the crawl was allowed without pacing is 8, or 40.
        expect(result.meanAtOnce[`${seed}.example`]).toBeGreaterThan(3);
        expect(result.sent[`${seed}.example`]).toBeLessThan(560);
      }
    });

    test('a server that falls over for 3 s whenever there are more than 6 at once', async () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const random = seededRandom(seed);
        let downUntil = 0;
        const result = await run({ [`${seed}.example`]: 500 }, (_, atOnce, now) => {
          if (atOnce > 6) downUntil = Math.max(downUntil, now + 3000);
          return now < downUntil
            ? { afterMs: 5, fault: 'connect' }
            : { afterMs: 50 + 100 * random() };
        });
        expect(failed(result)).toEqual([]);
        expect(Math.max(...result.ends.map(({ attempts }) => attempts))).toBeLessThanOrEqual(5);
      }
    });

    test('a server that is away for a minute', async () => {
      const random = seededRandom(1);
      const result = await run({ 'a.example': 500 }, (_, _atOnce, now) => {
        const at = now - START;
        return at > 2000 && at < 62_000
          ? { afterMs: 2, fault: 'connect' }
          : { afterMs: 50 + 100 * random() };
      });
      expect(failed(result)).toEqual([]);
    });

    test('a dead host beside a good one, which is not delayed', async () => {
      const result = await run({ 'dead.example': 300, 'good.example': 300 }, ({ host }) =>
        host === 'dead.example' ? { afterMs: 2, fault: 'connect' } : { afterMs: 100 },
      );
      const good = result.ends.filter(({ host }) => host === 'good.example');
      expect(good.every(({ state }) => state === 'crawled')).toBe(true);
      // 300 at 8 at once, 100 ms each.
      expect(Math.max(...good.map(({ at }) => at))).toBeLessThan(4000);
      expect(result.unavailable).toBe(300);
      expect(result.sent['dead.example']).toBeLessThan(20);
      expect(result.tookMs).toBeLessThan(150_000);
    });

    test.each([
      ['one in twenty', (n: number) => n % 20 === 0],
      ['the first twelve', (n: number) => n < 12],
      ['the last twelve', (n: number) => n >= 188],
    ])('%s files that break off, each failing for itself', async (_, broken) => {
      const result = await run({ 'a.example': 200 }, ({ url }) =>
        broken(Number(/(\d+)\.jpg/.exec(url)?.[1]))
          ? { afterMs: 20, fault: 'truncated' }
          : { afterMs: 100 },
      );
      expect(result.unavailable).toBe(0);
      expect(failed(result).every(({ attempts }) => attempts === 5)).toBe(true);
      // Their own waits are 8.5 s together.
      expect(result.tookMs).toBeLessThan(30_000);
    });

    test('a server that takes ten requests a second and refuses the others', async () => {
      const random = seededRandom(7);
      let taken: number[] = [];
      const result = await run({ 'a.example': 300 }, (_, _atOnce, now) => {
        taken = taken.filter((at) => at > now - 1000);
        if (taken.length >= 10) {
          const signal = { kind: 'trouble', asked: true, restMs: 1000 } as const;
          return { afterMs: 20, fault: 'rate_limited', signal };
        }
        taken.push(now);
        return { afterMs: 50 + 100 * random() };
      });
      expect(failed(result)).toEqual([]);
      // 30 s would be perfect.
      expect(result.tookMs).toBeLessThan(75_000);
    });
  });
}
