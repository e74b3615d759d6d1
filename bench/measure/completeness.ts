/** Whether a destination holds exactly the pictures of the site, and since when. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface Inspection {
  /** What is wrong, as one sentence; undefined when every picture is there once, whole, and nothing else. */
  fault?: string;
  /** When the first and the last whole picture got its name, in milliseconds of the system's clock. */
  firstAt?: number;
  lastAt?: number;
}

export interface Expected {
  /** SHA-256 of every picture, lower-case hex. */
  digests: readonly string[];
  /** Files that are no pictures are left out of account: some tools keep the pages too. */
  pagesToo?: boolean;
  /** So are pictures that are none of these. */
  othersToo?: boolean;
}

export async function inspect(folder: string, expected: Expected): Promise<Inspection> {
  const missing = new Set(expected.digests);
  const times: number[] = [];
  let files = 0;
  let strange = 0;
  for (const file of await filesBelow(folder)) {
    if (expected.pagesToo === true && extname(file) !== '.png') continue;
    // While the tool still runs, a file may have got another name since.
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined) continue;
    files++;
    const digest = createHash('sha256').update(bytes).digest('hex');
    // The change time: a name, too, is a change of the file. A time of modification may be the server's.
    if (missing.delete(digest)) times.push(await changeTime(file));
    else if (expected.othersToo !== true) strange++;
  }
  const at = times.toSorted((a, b) => a - b);
  const [firstAt, lastAt] = [at.at(0), at.at(-1)];
  return {
    ...((missing.size > 0 || strange > 0) && {
      fault: `${files} files for ${expected.digests.length} pictures: ${missing.size} pictures are missing, ${strange} files are damaged, double or none of the site's`,
    }),
    ...(firstAt !== undefined && { firstAt }),
    ...(lastAt !== undefined && { lastAt }),
  };
}

/** A folder that was never made holds nothing. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @returns the last time there is when it is gone */
const changeTime = (file: string) =>
  stat(file).then(
    ({ ctimeMs }) => ctimeMs,
    () => Infinity,
  );
