/** When the first whole picture stood on the disk. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How exact the time is, in milliseconds. */
const POLL_MS = 10;

/**
 * Looks for a file of `size` bytes below `folder`, which need not exist yet, until one is there.
 * @returns milliseconds since the call; undefined when `signal` was aborted before
 */
export async function timeToFirstPicture(
  folder: string,
  size: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const startedAt = performance.now();
  while (!signal.aborted) {
    if (await holdsPicture(folder, size)) return performance.now() - startedAt;
    await sleep(POLL_MS);
  }
  return undefined;
}

async function holdsPicture(folder: string, size: number): Promise<boolean> {
  for (const path of await picturesBelow(folder)) {
    if ((await sizeOf(path)) === size) return true;
  }
  return false;
}

/** Files that have their final name. */
async function picturesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.png'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A file that was listed may be gone. */
const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
