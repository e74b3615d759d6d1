import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../src/http/rate-limit.ts';
import { png } from '../support/pictures.ts';
import { gzip, picture, withSite, type Answer } from '../support/site.ts';
import { collect, withClient } from './helpers.ts';

const file = (bytes: number): Answer => picture(Buffer.alloc(bytes, 'x'));

describe('a rate limit', () => {
  it.each([1, 19, 20, 1_000, 100_000, 1e9])(
    'of %i bytes a second has turns that it can grant',
    async (rate) => {
      const { quantum, take } = createRateLimit(rate);
      expect(quantum).toBeGreaterThanOrEqual(1);
      expect(quantum).toBeLessThanOrEqual(64 * 1024);
      await new Promise<void>((resolve) => take(quantum, resolve));
    },
  );

  it('serves in order, and what was withdrawn not at all', async () => {
    const { quantum, take } = createRateLimit(10_000);
    const served: number[] = [];
    const withdrawals: (() => void)[] = [];
    await new Promise<void>((resolve) => {
      for (let i = 0; i < 5; i++) {
        withdrawals.push(
          take(quantum, () => {
            served.push(i);
            if (i === 4) resolve();
          }),
        );
      }
      withdrawals[2]?.();
    });
    expect(served).toEqual([0, 1, 3, 4]);
  });

  it('lets a withdrawn request stand in nobody’s way', async () => {
    const { quantum, take } = createRateLimit(2_000);
    take(quantum, () => undefined);
    const withdraw = take(quantum, () => undefined);
    withdraw();
    withdraw();
    await new Promise<void>((resolve) => take(quantum, resolve));
  });
});

describe('transfers under a rate limit', () => {
  it('take the time that it says, all together, and do not stall while they wait for their turn', () =>
    withSite({ '*': file(12_500) }, (site) =>
      withClient(
        async (client) => {
          const began = performance.now();
          const many = Array.from({ length: 16 }, async (_, i) =>
            collect((await client.fetch({ url: `${site.url}/${i}` })).body),
          );
          for (const body of await Promise.all(many)) expect(body).toHaveLength(12_500);
          expect(performance.now() - began).toBeGreaterThan(1_500);
        },
        // A turn of each of 16 takes 0.8 s.
        { bytesPerSecond: 100_000, stallTimeoutMs: 500 },
      ),
    ));

  it('share it evenly, however much of each is there', () =>
    withSite({ '/large': file(4_000_000), '/small': file(60_000) }, (site) =>
      withClient(
        async (client) => {
          const large = (await client.fetch({ url: `${site.url}/large` })).body;
          const small = (await client.fetch({ url: `${site.url}/small` })).body;
          let fromLarge = 0;
          const state = { done: false };
          const reading = (async () => {
            for await (const chunk of large) {
              if (state.done) break;
              fromLarge += chunk.byteLength;
            }
          })();
          await collect(small);
          state.done = true;
          await reading;
          expect(fromLarge).toBeGreaterThan(30_000);
          expect(fromLarge).toBeLessThan(120_000);
        },
        { bytesPerSecond: 200_000 },
      ),
    ));

  it('hold no more of a body than others: the server has to wait', () =>
    withSite({ '*': file(20_000_000) }, (site) =>
      withClient(
        async (client) => {
          const { body } = await client.fetch({ url: site.url });
          const before = process.memoryUsage().arrayBuffers;
          let peak = 0;
          let received = 0;
          for await (const chunk of body) {
            received += chunk.byteLength;
            peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
            if (received > 100_000) break;
          }
          // The other half of the connection lives in this process too.
          expect(peak).toBeLessThan(6 * 1024 * 1024);
        },
        { bytesPerSecond: 200_000 },
      ),
    ));

  it('are ended by an abort at once, also while they wait', () =>
    withSite(
      { '*': file(1_000_000) },
      (site) =>
        withClient(
          async (client) => {
            const controller = new AbortController();
            const { signal } = controller;
            const reason = new Error('enough');
            const { body } = await client.fetch({ url: site.url, signal });
            setTimeout(() => controller.abort(reason), 50);
            // At this rate the next byte would come in half an hour.
            await expect(collect(body)).rejects.toBe(reason);
          },
          { bytesPerSecond: 1 },
        ),
      { mayLeaveOpen: true },
    ));

  it('may be compressed', () =>
    withSite({ '*': gzip(png(100, 100)) }, (site) =>
      withClient(
        async (client) => {
          expect(await collect((await client.fetch({ url: site.url })).body)).toEqual(
            png(100, 100),
          );
        },
        { bytesPerSecond: 1_000_000 },
      ),
    ));
});
