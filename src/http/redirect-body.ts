/** The body of a redirect that got follows: nobody reads it, and it must not go on without end. */
import { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';

/** A small body is read to its end, to keep the connection; a larger one is cut off. */
const DRAIN_BYTES = 64 * 1024;
/** … and a slow one after this long, in milliseconds. */
const DRAIN_MS = 2_000;

/**
 * Bounds what is left of a redirect's body. got lets it flow, with no limit and no timeout, and fails the page that
 * it leads to when it breaks.
 * @param response what got's `redirect` event hands over; anything but a stream is left alone
 */
export function boundRedirectBody(response: unknown): void {
  if (!(response instanceof Readable) || response.readableEnded) return;
  let left = DRAIN_BYTES;
  const settle = (): void => clearTimeout(timer);
  const cutOff = (): void => {
    settle();
    response.destroy();
  };
  const timer = setTimeout(cutOff, DRAIN_MS).unref();
  forget(response, settle);
  // Its request: a reset is told there.
  const request: unknown = Reflect.get(response, 'req');
  if (request instanceof ClientRequest) forget(request, settle);
  response.once('end', settle);
  response.once('close', settle);
  response.on('data', (chunk: Uint8Array) => {
    left -= chunk.byteLength;
    if (left < 0) cutOff();
  });
}

/** Takes off got's listeners: from here on the fate of this body is no matter of the page's. */
function forget(source: Readable | ClientRequest, onError: () => void): void {
  source.removeAllListeners('aborted');
  source.removeAllListeners('error');
  source.on('error', onError);
}
