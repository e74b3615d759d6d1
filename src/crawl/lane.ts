/**
 * A lane: one task of Crawlee's pool, in which one picture after another is saved. What Crawlee does around a request
 * (a context, a session, four time limits, its statistics) costs more than to ask for a small picture; a lane pays for
 * it once. While a picture is written and recorded the next one is asked for already: its connection has nothing to do.
 * A lane ends after a moment, so that the pool can still step down, and so that pages get their turn.
 */
import type { LeasedImage, LeasedRequest } from '../model.ts';
import type { Judgement } from './verdicts.ts';

export interface LaneOptions<Context> {
  manager: LaneQueue;
  /** Saves one picture and decides on it, or throws; tells when its bytes have come. */
  save: (image: LeasedImage, context: Context, transferred: () => void) => Promise<void>;
  /** Never rejects. */
  judge: (error: unknown, request: LeasedRequest) => Promise<Judgement>;
  /** Milliseconds, of any clock that only goes on. */
  now: () => number;
  /** A lane begins no picture after this time; default 500 ms. */
  maxMs?: number;
  /** … nor after this many; default 50. */
  maxPictures?: number;
}

/** What a lane needs of the queue. */
export interface LaneQueue {
  leaseOf(request: { id?: string }): LeasedRequest;
  decide(leased: LeasedRequest, verdict: Judgement['verdict'], signal?: Judgement['signal']): void;
  /** Its host has room for another request. Never rejects. */
  transferred(leased: LeasedRequest): Promise<void>;
  /** Ends a lease as it was decided. Never rejects. */
  settle(leased: LeasedRequest): Promise<void>;
  /** The next picture, if the queue would hand one out now. Never rejects. */
  nextImage(): Promise<LeasedImage | undefined>;
}

const MAX_MS = 500;
const MAX_PICTURES = 50;

export function createLane<Context extends { request: { id?: string } }>({
  manager,
  save,
  judge,
  now,
  maxMs = MAX_MS,
  maxPictures = MAX_PICTURES,
}: LaneOptions<Context>) {
  const handle = async (
    image: LeasedImage,
    context: Context,
    transferred: () => void,
  ): Promise<void> => {
    try {
      await save(image, context, transferred);
    } catch (error) {
      const { verdict, signal } = await judge(error, image);
      manager.decide(image, verdict, signal);
    }
    await manager.settle(image);
  };
  /** Resolves when another picture may be asked for; `whole` when this one is recorded, too. */
  const begin = async (image: LeasedImage, context: Context): Promise<{ whole: Promise<void> }> => {
    let whole: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      const transferred = (): void => {
        manager.transferred(image).then(resolve, resolve);
      };
      whole = handle(image, context, transferred).finally(resolve);
    });
    return { whole: whole ?? Promise.resolve() };
  };
  return async (context: Context): Promise<void> => {
    const until = now() + maxMs;
    let image = manager.leaseOf(context.request) as LeasedImage | undefined;
    let last = Promise.resolve();
    for (let count = 1; image !== undefined; count++) {
      const { whole } = await begin(image, context);
      // One at most is still being written: what a lane holds in memory is bounded.
      await last;
      last = whole;
      if (count >= maxPictures || now() >= until) break;
      image = await manager.nextImage();
    }
    await last;
  };
}
