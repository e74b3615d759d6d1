import { mkdir, realpath } from 'node:fs/promises';
import { posix, sep } from 'node:path';
import { CrawlError, systemCode } from '../errors.ts';

/** Folders remembered; beyond that all are forgotten and looked at again, so that a huge crawl stays small. */
const MAX_REMEMBERED = 10_000;

/** Makes the folders below a destination, each once, and sees to it that none leads out of it. */
export class Folders {
  readonly #destination: string;
  readonly #beforeMaking: () => Promise<void>;
  readonly #made = new Map<string, Promise<void>>();
  #root: Promise<string> | undefined;

  /**
   * @param destination absolute, and there by the time that a folder is asked for
   * @param beforeMaking called before a folder is made in the destination itself; may refuse
   */
  constructor(destination: string, beforeMaking: () => Promise<void>) {
    this.#destination = destination;
    this.#beforeMaking = beforeMaking;
  }

  /**
   * @param folder relative, `/` between segments; empty or `.` for the destination itself
   * @throws system errors; CrawlError `destination_unwritable` where a symbolic link leads out of the destination
   */
  async ensure(folder: string): Promise<void> {
    if (folder === '' || folder === '.') return;
    const known = this.#made.get(folder);
    if (known !== undefined) return known;
    if (this.#made.size >= MAX_REMEMBERED) this.#made.clear();
    const made = this.#make(folder);
    this.#made.set(folder, made);
    try {
      await made;
    } catch (error) {
      // A folder that failed is tried anew next time.
      this.#made.delete(folder);
      throw error;
    }
  }

  /** Someone removed folders meanwhile: forgets them all. */
  forget(): void {
    this.#made.clear();
    this.#root = undefined;
  }

  /** One level at a time: nothing may be made beyond a link before the link was looked at. */
  async #make(folder: string): Promise<void> {
    const above = posix.dirname(folder);
    if (above === '.') await this.#beforeMaking();
    await this.ensure(above);
    const path = `${this.#destination}${sep}${folder.replaceAll('/', sep)}`;
    try {
      await mkdir(path);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    const root = await (this.#root ??= realpath(this.#destination));
    const real = await realpath(path);
    if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return;
    throw new CrawlError(
      'destination_unwritable',
      `The folder ${path} leads out of the destination, to ${real}; remove that symbolic link, or choose another destination.`,
    );
  }
}
