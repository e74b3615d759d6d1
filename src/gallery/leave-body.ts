/** The body of an answer that is not going to be read. */
import type { Readable } from 'node:stream';

/** A small body is read to its end, to keep the connection; a larger one is cut off. */
const DRAIN_BYTES = 64 * 1024;
/** … and a slow one after this long, in milliseconds. */
const DRAIN_MS = 2_000;

/** Resolves when the body has ended or its connection is closed. Never rejects. */
export function leaveBody(
  body: Readable,
  { 'content-length': length }: { 'content-length'?: string | undefined },
): Promise<void> {
  if (body.destroyed || body.readableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    let left = DRAIN_BYTES;
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const cutOff = (): void => {
      body.destroy();
      done();
    };
    const timer = setTimeout(cutOff, DRAIN_MS);
    // Stays for good: a connection may break after its body was cut off.
    body.on('error', done);
    body.once('end', done);
    body.once('close', done);
    if (Number(length ?? 0) > DRAIN_BYTES) {
      cutOff();
      return;
    }
    body.on('data', (chunk: Uint8Array) => {
      left -= chunk.byteLength;
      if (left < 0) cutOff();
    });
  });
}
