/** All saved pictures, a few at a time. */
import type { SavedPicture } from '../store/contract.ts';
import { checkFile, type Finding } from './check-file.ts';
import type { Destination } from './destination.ts';

/** Reading overlaps with hashing; more would only wait for the same processor. */
const AT_A_TIME = 4;

/** A saved picture that is not as it was saved. */
export interface Damage extends Finding {
  /** Of its request. */
  id: number;
  url: string;
  fileName: string;
  /** Absent where the name leads out of the destination. */
  path?: string;
}

export interface CheckAllOptions {
  pictures: AsyncIterable<SavedPicture>;
  destination: Destination;
  /** Ends the check early, between two files. */
  signal?: AbortSignal | undefined;
  /** Called after each file, damaged or not; the check waits for it. */
  onChecked: (picture: SavedPicture, damage: Damage | undefined) => Promise<void> | void;
}

/** @throws CrawlError `destination_unwritable` when the destination vanished meanwhile; what `onChecked` throws */
export async function checkAll(options: CheckAllOptions): Promise<void> {
  const { destination, signal, onChecked } = options;
  const pictures = options.pictures[Symbol.asyncIterator]();
  let failed = false;
  const work = async (): Promise<void> => {
    while (!failed && signal?.aborted !== true) {
      const next = await pictures.next();
      if (next.done === true) return;
      await onChecked(next.value, await damageOf(next.value, destination));
    }
  };
  const workers = Array.from({ length: AT_A_TIME }, async () => {
    try {
      await work();
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  try {
    // All of them: none may still be at work when this returns.
    const ended = await Promise.allSettled(workers);
    const broken = ended.find((end) => end.status === 'rejected');
    if (broken) throw broken.reason;
  } finally {
    await pictures.return?.();
  }
}

async function damageOf(
  picture: SavedPicture,
  destination: Destination,
): Promise<Damage | undefined> {
  const { id, url, fileName } = picture;
  const path = destination.pathOf(fileName);
  if (path === undefined)
    return {
      ...{ id, url, fileName },
      fault: 'unreadable',
      detail: 'its name leads out of the destination',
    };
  const finding = await checkFile(path, picture);
  if (finding?.fault === 'missing') await destination.assertSame();
  return finding && { id, url, fileName, path, ...finding };
}
