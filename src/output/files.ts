/** Single files: opened anew, moved without overwriting, compared. Throws system errors as they are. */
import { createHash } from 'node:crypto';
import { createReadStream, link, open, unlink } from 'node:fs';
import { lstat, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { systemCode } from '../errors.ts';

// Every picture makes these calls: with `fs/promises` they take 20 to 50% more CPU for a small file.
const openFile = promisify(open);
const linkFile = promisify(link);
const unlinkFile = promisify(unlink);

/** What a file system says that has no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK'];

/**
 * A new file, never an old one emptied: a part that a run left between link and unlink in `moveWithoutOverwriting` is
 * the placed picture itself, and a symbolic link under that name could lead anywhere.
 */
export async function openAnew(path: string): Promise<number> {
  try {
    return await openFile(path, 'wx');
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  await unlinkFile(path);
  return openFile(path, 'wx');
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
