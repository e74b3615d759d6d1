import { setImmediate } from 'node:timers/promises';

/** Work that can be done in turns with other work: it may be left off at each `yield`, and taken up again. */
export type Steps<T> = Generator<undefined, T>;

/** Longest turn, in milliseconds: what everything else has to wait. */
const TURN_MS = 15;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Lets timers, sockets and other requests have their turn every few milliseconds. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < TURN_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}
