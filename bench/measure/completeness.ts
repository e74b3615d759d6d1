/** Whether a destination holds exactly the pictures of the site. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param digests SHA-256 of every picture, lower-case hex
 * @returns what is wrong, as one sentence; undefined when every picture is there once, whole, and nothing else
 */
export async function findFault(
  folder: string,
  digests: readonly string[],
): Promise<string | undefined> {
  const missing = new Set(digests);
  let files = 0;
  let strange = 0;
  // A folder that was never made holds nothing.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    files++;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (!missing.delete(createHash('sha256').update(bytes).digest('hex'))) strange++;
  }
  if (missing.size === 0 && strange === 0) return undefined;
  return `${files} files for ${digests.length} pictures: ${missing.size} pictures are missing, ${strange} files are damaged, double or none of the site's`;
}
