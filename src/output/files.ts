/** Single files: opened anew, moved without overwriting, compared. Throws system errors as they are. */
import { createHash } from 'node:crypto';
import {
  close,
  constants,
  createReadStream,
  fstat,
  ftruncate,
  link,
  open,
  read,
  unlink,
  write,
} from 'node:fs';
import { lstat, rename } from 'node:fs/promises';
import { uptime } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { systemCode } from '../errors.ts';

// Every picture makes these calls: with `fs/promises` they take 20 to 50% more CPU for a small file.
const openFile = promisify(open);
const linkFile = promisify(link);
const unlinkFile = promisify(unlink);
const closeFile = promisify(close);
const statFile = promisify(fstat);
const readFile = promisify(read);
const truncateFile = promisify(ftruncate);
const writeFile = promisify(write);

/** One read of a part that is being looked at again. */
const READ_BYTES = 256 * 1024;

/** What a file system says that has no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'];

/**
 * A new file, never an old one emptied: a part that a run left between link and unlink in `moveWithoutOverwriting` is
 * the placed picture itself, and a symbolic link under that name could lead anywhere.
 */
export async function openAnew(path: string): Promise<number> {
  try {
    return await openPatiently(path, 'wx');
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  await unlinkFile(path);
  return openPatiently(path, 'wx');
}

/** A new file, as `openAnew` makes it, with this content: that of a small one, which is joined. */
export async function writeAnew(path: string, content: readonly Uint8Array[]): Promise<void> {
  const fd = await openAnew(path);
  try {
    const bytes = Buffer.concat(content);
    // One call may take fewer bytes than it was given, most often right before the disk is full.
    for (let at = 0; at < bytes.length;) at += (await writeFile(fd, bytes, at)).bytesWritten;
  } finally {
    await closeFile(fd);
  }
}

const TOO_MANY_OPEN = ['EMFILE', 'ENFILE'];
const OPEN_TRIES = 8;
const OPEN_PAUSE_MS = 50;

/**
 * Too many open files is a matter of moments, as other transfers end all the time. After one to two seconds it throws
 * all the same: when all wait, some have to give up for the others.
 */
async function openPatiently(path: string, flags: string | number): Promise<number> {
  for (let tried = 1; ; tried++) {
    try {
      return await openFile(path, flags);
    } catch (error) {
      if (!TOO_MANY_OPEN.includes(systemCode(error) ?? '') || tried === OPEN_TRIES) throw error;
    }
    await sleep(OPEN_PAUSE_MS * tried * (0.5 + Math.random()));
  }
}

/** When this machine was started, in milliseconds since the epoch; a minute early, as both clocks are rounded. */
const bootedAt = (): number => Date.now() - uptime() * 1000 - 60_000;

/**
 * A file that is there, to be read and then appended to. Undefined for an empty one, for one that is not a file of its
 * own (a symbolic link, a device), and for one with two names: that is a placed picture whose part name still stands.
 * Undefined too for a file that was written before the machine was started: a power cut leaves zeros where the size was
 * written down and the bytes were not, and no check of a picture's structure tells those from pixels.
 * @param total a file of so many bytes loses its last
 */
export async function openToAppend(
  path: string,
  total?: number,
): Promise<{ fd: number; bytes: number } | undefined> {
  let fd: number;
  try {
    fd = await openPatiently(path, constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW);
  } catch (error) {
    if (isAbsent(error) || systemCode(error) === 'ELOOP') return undefined;
    throw error;
  }
  const stats = await statFile(fd);
  const bytes = stats.size === total ? total - 1 : stats.size;
  if (stats.isFile() && stats.nlink === 1 && bytes > 0 && stats.mtimeMs >= bootedAt()) {
    if (bytes < stats.size) await truncateFile(fd, bytes);
    return { fd, bytes };
  }
  await closeFile(fd);
  return undefined;
}

/** The first `bytes` bytes of an open file, wherever it is written to. Ends early when the file does. */
export async function* readFrom(fd: number, bytes: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(bytes, READ_BYTES));
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await readFile(fd, buffer, 0, Math.min(buffer.length, bytes - at), at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * False when something has the name already. A hard link never overwrites, unlike a rename, and the two steps cost no
 * more; a rename after a look is for file systems without links, where the store's claim on the name must do.
 */
export async function moveWithoutOverwriting(from: string, to: string): Promise<boolean> {
  try {
    await linkFile(from, to);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
    return moveByRename(from, to);
  }
  await unlinkFile(from);
  return true;
}

/** Between the look and the rename another process could still take the name. */
export async function moveByRename(from: string, to: string): Promise<boolean> {
  if (await exists(to)) return false;
  await rename(from, to);
  return true;
}

/** Whether a regular file is there with exactly this content. Reads it only when its size is right. */
export async function holdsFile(path: string, bytes: number, sha256: string): Promise<boolean> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size !== bytes) return false;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex') === sha256;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
}
