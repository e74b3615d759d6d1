/** What takes long to make is kept between runs. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CACHE = fileURLToPath(new URL('.cache', import.meta.url));

/** The folder, made again unless it was made to its end for the same key. */
export async function cached(
  folder: string,
  key: string,
  make: (folder: string) => Promise<unknown>,
): Promise<void> {
  const stamp = `${folder}.made`;
  if ((await textOf(stamp)) === key) return;
  await rm(stamp, { force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await make(folder);
  await writeFile(stamp, key);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
