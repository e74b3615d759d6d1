import type { Findings } from './types.ts';

/**
 * What is missing of a file that had so many bytes; undefined when it is whole.
 * @param last what a whole file of its kind has at last
 */
export function missing(found: Findings, bytes: number, last: string): string | undefined {
  const { whole = false, needs = 0, broken } = found;
  if (broken !== undefined) return `${broken}, so ${last} is not found in ${bytes} bytes`;
  if (bytes < needs) return `only ${bytes} of at least ${needs} bytes are there`;
  return whole ? undefined : `${last} is not found in ${bytes} bytes`;
}

/** The file must reach at least to here. Beyond any file, for a number that is no offset. */
export function mustReach(found: Findings, bytes: number): void {
  const needed = Number.isSafeInteger(bytes) ? bytes : Number.MAX_SAFE_INTEGER;
  if (needed > (found.needs ?? 0)) found.needs = needed;
}
