import { describe, expect, it } from 'vitest';
import { createLane, type LaneQueue } from '../../src/crawl/lane.ts';
import { AttemptError } from '../../src/errors.ts';
import type { LeasedImage, Verdict } from '../../src/model.ts';

const image = (id: number): LeasedImage => ({
  id,
  kind: 'image',
  key: `k${id}`,
  url: `http://h/${id}.png`,
  host: 'h',
  depth: 1,
  tries: 0,
  addedAt: 0,
  data: { gallery: 'g', page: 1, num: id },
});

/** A queue of pictures that writes down how each ended. */
function queueOf(count: number) {
  const verdicts = new Map<number, Verdict>();
  const ends: [number, string][] = [];
  let next = 1;
  const lease = () => (next <= count ? image(next++) : undefined);
  const first = lease();
  const queue: LaneQueue = {
    leaseOf: () => first ?? image(0),
    decide: ({ id }, verdict) => void verdicts.set(id, verdict),
    settle: ({ id }) => {
      ends.push([id, verdicts.get(id)?.state ?? 'none']);
      return Promise.resolve();
    },
    transferred: () => Promise.resolve(),
    nextImage: () => Promise.resolve(lease()),
  };
  return { queue, ends };
}

const skipped: Verdict = { state: 'skipped', rule: 'robots' };
const failed = (error: unknown): Verdict => ({
  state: 'failed',
  attempt: { at: 0, code: 'reset', message: String(error) },
});

describe('a lane', () => {
  it('goes on with the next picture, and ends each as it was decided', async () => {
    const { queue, ends } = queueOf(4);
    const lane = createLane({
      manager: queue,
      save: (picture) => {
        if (picture.id === 2) return Promise.reject(new AttemptError('reset', 'gone'));
        queue.decide(picture, skipped);
        return Promise.resolve();
      },
      judge: (error) => Promise.resolve({ verdict: failed(error) }),
      now: () => 0,
    });
    await lane({ request: { id: '1' } });
    expect(ends).toEqual([
      [1, 'skipped'],
      [2, 'failed'],
      [3, 'skipped'],
      [4, 'skipped'],
    ]);
  });

  it.each([
    { what: 'after so many pictures', limits: { maxPictures: 3 }, step: 0, saved: 3 },
    { what: 'after its time', limits: { maxMs: 100 }, step: 40, saved: 3 },
    {
      what: 'not before the picture that it has, however long that takes',
      limits: { maxMs: 0 },
      step: 1,
      saved: 1,
    },
  ])('ends $what', async ({ limits, step, saved }) => {
    const { queue, ends } = queueOf(100);
    let clock = 0;
    const lane = createLane({
      manager: queue,
      save: () => {
        clock += step;
        return Promise.resolve();
      },
      judge: (error) => Promise.resolve({ verdict: failed(error) }),
      now: () => clock,
      ...limits,
    });
    await lane({ request: { id: '1' } });
    expect(ends).toHaveLength(saved);
  });

  it('asks for the next picture while one is being written, and for no third', async () => {
    const { queue, ends } = queueOf(3);
    const begun: number[] = [];
    const write: (() => void)[] = [];
    const lane = createLane({
      manager: queue,
      save: async ({ id }, _context, transferred) => {
        begun.push(id);
        transferred();
        await new Promise<void>((resolve) => write.push(resolve));
      },
      judge: (error) => Promise.resolve({ verdict: failed(error) }),
      now: () => 0,
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const over = lane({ request: { id: '1' } });
    await turn();
    expect(begun).toEqual([1, 2]);
    write[0]?.();
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    expect(ends.map(([id]) => id)).toEqual([1]);
    write[1]?.();
    write[2]?.();
    await over;
    expect(ends.map(([id]) => id)).toEqual([1, 2, 3]);
  });
});
