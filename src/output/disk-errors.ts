import { AttemptError, CrawlError, messageOf, systemCode } from '../errors.ts';

/** What system errors mean at a destination, and how to mend it. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied; change its permissions or choose another destination',
  EPERM: 'the system does not permit it; change its permissions or choose another destination',
  EROFS: 'the file system is read-only; choose another destination',
  ENOTDIR:
    'a part of the path is a file, not a folder; move that file away or choose another destination',
  EEXIST:
    'something that is not a folder is in its place; move it away or choose another destination',
  EISDIR: 'a folder is in its place; move it away or choose another destination',
  ENOENT: 'a folder on the way vanished or cannot be made; check the path',
  ELOOP: 'its symbolic links form a loop; mend the links or choose another destination',
  ENAMETOOLONG: 'the path is too long; choose a shorter destination or file-name template',
  EFBIG: 'the file system or a limit forbids so large a file; choose another destination',
  EIO: 'the device reports an error; check the disk',
};

const FULL: Readonly<Record<string, string>> = {
  ENOSPC:
    'The disk is full; free some space, then run the crawl again: it goes on where it stopped',
  EDQUOT:
    'The disk quota is used up; free some space, then run the crawl again: it goes on where it stopped',
};

/** A system error from work on `path`, as what it means for the crawl. */
export function diskError(error: unknown, path: string): CrawlError | AttemptError {
  if (error instanceof CrawlError || error instanceof AttemptError) return error;
  const code = systemCode(error) ?? '';
  const full = FULL[code];
  if (full !== undefined)
    return new CrawlError('disk_full', `${full} (${path}).`, { cause: error });
  const why = UNWRITABLE[code];
  if (why !== undefined) {
    const message = `Cannot write ${path}: ${why}.`;
    return new CrawlError('destination_unwritable', message, { cause: error });
  }
  // EMFILE, EBUSY and the like pass: they end one attempt, not the crawl.
  const message = `Cannot write ${path}: ${messageOf(error)}`;
  return new AttemptError('unexpected', message, { cause: error });
}
