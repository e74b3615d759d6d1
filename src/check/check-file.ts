/** One saved picture, compared with its row of the manifest. */
import { createHash } from 'node:crypto';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { messageOf, systemCode } from '../errors.ts';
import { createPictureReader } from '../verify/index.ts';

/** What can be wrong with a saved picture; docs/outcomes.md says what each means. */
export type PictureFault = 'missing' | 'wrong_size' | 'wrong_hash' | 'cut' | 'unreadable';

export interface Finding {
  fault: PictureFault;
  /** For a person: what was found. */
  detail: string;
}

/** What the manifest says of a file. */
export interface Expected {
  bytes: number;
  sha256: string;
}

/** Read at a time; with a few files under way, all the memory that this takes. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads the whole file, unless its size already differs. Undefined when all is well. Never throws for what the disk
 * says: that is a finding too.
 */
export async function checkFile(path: string, expected: Expected): Promise<Finding | undefined> {
  try {
    const stats = await lstat(path);
    // Opening a pipe or a device would wait, or do something; a link may lead anywhere.
    if (!stats.isFile()) return { fault: 'unreadable', detail: 'this is no regular file' };
    if (stats.size !== expected.bytes) return wrongSize(stats.size, expected.bytes);
    const file = await open(path, 'r');
    try {
      return await checkContent(file, expected);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? ''))
      return { fault: 'missing', detail: 'there is no such file' };
    return { fault: 'unreadable', detail: messageOf(error) };
  }
}

async function checkContent(file: FileHandle, expected: Expected): Promise<Finding | undefined> {
  const hash = createHash('sha256');
  const reader = createPictureReader();
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    reader.write(chunk);
    bytes += bytesRead;
  }
  // Someone is writing to it.
  if (bytes !== expected.bytes) return wrongSize(bytes, expected.bytes);
  const sha256 = hash.digest('hex');
  if (sha256 !== expected.sha256)
    return { fault: 'wrong_hash', detail: `its SHA-256 is ${sha256}, not ${expected.sha256}` };
  const cut = whyNotWhole(reader.end());
  return cut === undefined ? undefined : { fault: 'cut', detail: cut };
}

/** The right bytes can still be half a picture, when they were saved with `--verify none` or by an older version. */
function whyNotWhole(end: string | object): string | undefined {
  if (end === 'not_a_picture') return 'its first bytes are those of no known picture format';
  return typeof end === 'object' && 'cut' in end ? String(end.cut) : undefined;
}

function wrongSize(found: number, expected: number): Finding {
  return { fault: 'wrong_size', detail: `it has ${found} bytes, not ${expected}` };
}
