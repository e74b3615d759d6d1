/**
 * When a request is due is the queue's business. Crawlee asks a method of its own besides, which keeps even a delay of
 * zero by the wall clock: set back by an hour, it holds every request of a known site up for an hour, and takes what
 * becomes of it meanwhile for an error. The method is neither an option nor public, so the instance gets its own.
 */
export function leavePacingToQueue<Crawler extends object>(crawler: Crawler): Crawler {
  return Object.defineProperty(crawler, 'delayRequest', { value: () => false });
}
