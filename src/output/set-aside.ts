/** Makes room under a file's name without losing what is there. */
import { basename, dirname, join } from 'node:path';
import { diskError } from './disk-errors.ts';
import { cutToBytes, MAX_SEGMENT_BYTES } from './file-name-segment.ts';
import { isAbsent, moveWithoutOverwriting } from './files.ts';

/** So many damaged files of one name; beyond that something is wrong that another name would not mend. */
const LAST_NUMBER = 1_000;

/**
 * Renames a file to `<name>.damaged`, or `<name>.damaged-2` and so on where that is taken: nothing is overwritten,
 * nothing deleted. A folder or link that stands under the name is moved likewise. Returns the new path; undefined when
 * nothing was there.
 * @throws CrawlError, AttemptError: what the disk says
 */
export async function setAside(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const name = basename(path);
  try {
    for (let number = 1; number <= LAST_NUMBER; number++) {
      const suffix = number === 1 ? '.damaged' : `.damaged-${number}`;
      const room = MAX_SEGMENT_BYTES - Buffer.byteLength(suffix);
      const to = join(folder, cutToBytes(name, room) + suffix);
      if (await moveWithoutOverwriting(path, to)) return to;
    }
    throw new Error(`there are ${LAST_NUMBER} damaged files of this name`);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw diskError(error, path);
  }
}
