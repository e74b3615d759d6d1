/**
 * Whether the state file still has its name. On POSIX systems a removed file can be written to for as long as it is
 * open: without a look a crawl would go on for hours and record all of it in a file that nobody can find again.
 */
import { statSync } from 'node:fs';
import { CrawlError, systemCode } from '../../errors.ts';

export class Presence {
  readonly #file: string;
  readonly #identity: string | undefined;
  #gone = false;

  /** @param file there, and kept open by the caller, so that its inode number stays */
  constructor(file: string) {
    this.#file = file;
    this.#identity = identityOf(file, undefined);
  }

  /** Looks; what it finds holds for good. Never throws. */
  look(): void {
    this.#gone ||= identityOf(this.#file, this.#identity) !== this.#identity;
  }

  /** @throws CrawlError `storage_unwritable` once the file was found to be gone or another */
  assertThere(): void {
    if (!this.#gone) return;
    throw new CrawlError(
      'storage_unwritable',
      `The state file ${this.#file} vanished or was replaced while the crawl ran: nothing more can be recorded. Put ` +
        'it back where it was, if it was moved, and run the same command. If it was deleted, the same command begins ' +
        'anew; pictures that are already there, whole, are not saved twice.',
    );
  }
}

/** Which file has the name; undefined for none. */
function identityOf(file: string, unclear: string | undefined): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    // Anything else that the system says is met, and told of, by the next write.
    return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '') ? undefined : unclear;
  }
}
