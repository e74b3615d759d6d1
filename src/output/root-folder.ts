import { close, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CrawlError, systemCode } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';

const openFolder = promisify(open);
const closeFolder = promisify(close);

/** Which folder a path leads to; undefined when it leads to none. Another one after a disk is taken away. */
export async function folderIdentity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO'].includes(systemCode(error) ?? ''))
      return undefined;
    throw error;
  }
}

/**
 * The destination itself. Folders in it may be made again when they vanish; it may not: where a disk was unplugged,
 * what comes after would go to the empty folder that the disk was mounted on.
 */
export class RootFolder {
  readonly path: string;
  #identity: string | undefined;
  #pin: number | undefined;

  /** @param path absolute */
  constructor(path: string) {
    this.path = path;
  }

  /** Makes it where it is not there, and remembers which one it is. `made`: whether it was made now. */
  async open(): Promise<{ made: boolean }> {
    const made = (await folderIdentity(this.path)) === undefined;
    await makeFolder(this.path);
    this.#pin ??= await pinned(this.path);
    this.#identity = await folderIdentity(this.path);
    return { made };
  }

  /**
   * Before it was opened, it is only made.
   * @throws CrawlError `destination_unwritable` when it is not the folder that was opened
   */
  async assertSame(): Promise<void> {
    if (this.#identity === undefined) {
      await makeFolder(this.path);
      return;
    }
    if ((await folderIdentity(this.path)) === this.#identity) return;
    throw new CrawlError(
      'destination_unwritable',
      `The destination ${this.path} vanished or was replaced while the crawl ran. Connect its disk again, or move ` +
        'it back, and run the same command: it goes on where it stopped. If it was deleted, pixhaul verify --repair ' +
        'then finds what is gone.',
    );
  }

  async close(): Promise<void> {
    const pin = this.#pin;
    this.#pin = undefined;
    if (pin !== undefined) await closeFolder(pin);
  }
}

/** While a folder is open it keeps its inode number, which FAT and FUSE may otherwise change as they like. */
async function pinned(path: string): Promise<number | undefined> {
  try {
    return await openFolder(path, 'r');
  } catch (error) {
    // Windows opens no folders, and one may be closed to reading: the number is stable there, or has to do.
    if (['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}
