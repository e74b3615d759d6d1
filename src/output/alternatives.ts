import { createHash } from 'node:crypto';
import { cutToBytes, MAX_SEGMENT_BYTES } from './file-name-segment.ts';

const LAST_NUMBER = 9;
const HASH_DIGITS = 10;
const PART_BYTES = 5;

/**
 * Names for a picture when others may have the first: the name itself, `-2` to `-9` before the extension, at last one
 * that only this picture has. All are different, and leave room for `.part`.
 * @param identity what tells the picture from all others, such as its request key
 */
export function alternatives(fileName: string, identity: string): string[] {
  const start = fileName.lastIndexOf('/') + 1;
  const dot = fileName.lastIndexOf('.');
  const end = dot >= start ? dot : fileName.length;
  const stem = fileName.slice(start, end);
  const ext = fileName.slice(end);
  const suffixed = (suffix: string): string => {
    const room = MAX_SEGMENT_BYTES - PART_BYTES - Buffer.byteLength(suffix + ext);
    return fileName.slice(0, start) + cutToBytes(stem, room) + suffix + ext;
  };
  const numbers = Array.from({ length: LAST_NUMBER - 1 }, (_, at) => suffixed(`-${at + 2}`));
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, HASH_DIGITS);
  return [...new Set([fileName, ...numbers, suffixed(`-${hash}`)])];
}
