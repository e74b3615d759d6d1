/** The body of a redirect that got follows: nobody reads it, and it must not go on without end. */
import { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import { drain } from './leave-body.ts';

const ignore = (): void => undefined;

/**
 * Bounds what is left of a redirect's body. got lets it flow, with no limit and no timeout, and fails the page that
 * it leads to when it breaks.
 * @param response what got's `redirect` event hands over; anything but a stream is left alone
 */
export function boundRedirectBody(response: unknown): void {
  if (!(response instanceof Readable)) return;
  takeOffListeners(response);
  // Its request: a reset is told there.
  const request: unknown = Reflect.get(response, 'req');
  if (request instanceof ClientRequest) takeOffListeners(request);
  drain(response, 0, ignore);
}

/** got's: from here on the fate of this body is no matter of the page's. */
function takeOffListeners(source: Readable | ClientRequest): void {
  source.removeAllListeners('aborted');
  source.removeAllListeners('error');
  source.on('error', ignore);
}
