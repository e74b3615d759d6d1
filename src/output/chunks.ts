/** Chunks of a body that are kept until they are written together. */

/** Larger chunks are not copied. */
const COPIED_BYTES = 16 * 1024;

/**
 * Adds a chunk, joined with small ones before it: a site that sends single bytes must not make us hold an object for
 * each. Every byte is copied a few times at most.
 */
export function hold(held: Uint8Array[], chunk: Uint8Array): void {
  let joined = chunk;
  for (
    let last = held.at(-1);
    last !== undefined && joined.length < COPIED_BYTES && last.length <= joined.length;
    last = held.at(-1)
  ) {
    held.pop();
    joined = Buffer.concat([last, joined]);
  }
  held.push(joined);
}
