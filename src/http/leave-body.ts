/** The body of an answer that is not going to be read. */
import type { Readable } from 'node:stream';

/** A body that nobody wants is read up to this size, to keep its connection; a larger one is cut off. */
export const DRAIN_BYTES = 64 * 1024;
/** … and for this long, in milliseconds. */
export const DRAIN_MS = 2_000;

/** Resolves when the body has ended or its connection is closed. Never rejects. */
export function leaveBody(
  body: Readable,
  headers: { 'content-length'?: string | undefined } = {},
): Promise<void> {
  return new Promise((resolve) => drain(body, Number(headers['content-length'] ?? 0), resolve));
}

/** @param announced bytes of the whole body, 0 where nothing tells */
export function drain(body: Readable, announced: number, done: () => void): void {
  if (body.destroyed || body.readableEnded) {
    done();
    return;
  }
  let left = DRAIN_BYTES;
  const end = (): void => {
    clearTimeout(timer);
    done();
  };
  const cutOff = (): void => {
    body.destroy();
    end();
  };
  const timer = setTimeout(cutOff, DRAIN_MS).unref();
  // Stays for good: a connection may break after its body was cut off.
  body.on('error', end);
  body.once('end', end);
  body.once('close', end);
  if (announced > DRAIN_BYTES) {
    cutOff();
    return;
  }
  body.on('data', (chunk: Uint8Array) => {
    left -= chunk.byteLength;
    if (left < 0) cutOff();
  });
}
