/** What becomes of a part whose attempt has ended without a picture: kept for the next attempt, or dropped. */
import { AttemptError, CrawlError } from '../errors.ts';
import type { LeasedImage } from '../model.ts';
import type { PartFile } from '../output/index.ts';
import type { ImagePorts } from './ports.ts';

/** An attempt that brought this much, or this share of the file, does not use up the tries of those after it. */
const PROGRESS_BYTES = 1024 * 1024;
const PROGRESS_SHARE = 1 / 20;

type Ports = Pick<ImagePorts, 'sink' | 'ledger' | 'signal'>;

/**
 * Closes the part, and drops it unless `error` is one that the next attempt can go on from. Returns the error to throw
 * instead: with a note where the attempt got further.
 * @param grew bytes that this attempt brought
 */
export async function leavePart(
  image: LeasedImage,
  part: PartFile | undefined,
  ports: Ports,
  error?: unknown,
  grew = 0,
): Promise<unknown> {
  if (part === undefined) return error;
  if (image.resume?.fileName === part.fileName && mayGoOn(error, ports.signal)) {
    await part.close();
    return error instanceof AttemptError && isProgress(grew, image.resume.total)
      ? error.withProgress()
      : error;
  }
  try {
    await part.close();
  } finally {
    await dropResumable(image, ports);
    await ports.sink.discard(part.fileName);
  }
  return error;
}

/** The part of an earlier attempt is of no use: forgets it, and removes it. */
export async function dropResumable(
  image: LeasedImage,
  { sink, ledger }: Pick<Ports, 'sink' | 'ledger'>,
): Promise<void> {
  const { resume } = image;
  if (resume === undefined) return;
  await ledger.keepResume(image.id, undefined);
  delete image.resume;
  await sink.discard(resume.fileName);
}

/**
 * The transfer was at fault, not the bytes that it brought; or the crawl ends, stopped or for a trouble of this machine.
 * Not what was refused.
 */
function mayGoOn(error: unknown, signal: AbortSignal): boolean {
  if (error === undefined) return false;
  if (signal.aborted || error instanceof CrawlError) return true;
  return error instanceof AttemptError && error.brokeOff;
}

function isProgress(grew: number, total: number | undefined): boolean {
  return grew >= PROGRESS_BYTES || (total !== undefined && grew >= total * PROGRESS_SHARE);
}
