import { u16le, u32le } from '../bytes.ts';
import { matches } from '../signature.ts';
import type { PictureKind, Size } from '../types.ts';
import { take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';
import { mustReach } from '../wholeness.ts';

const ICO = { mediaType: 'image/vnd.microsoft.icon', ext: 'ico' };

const HEADER = 6;
const ENTRY = 16;
/** Real files have some dozens. */
const MAX_ENTRIES = 1_000;

/** The size of the largest entry of the directory (a side of 0 means 256); and how far their images reach. */
const walk: FormatWalk = function* (found) {
  const count = u16le(yield* take(HEADER), 4);
  let largest: Size | undefined;
  for (let index = 0; index < count; index++) {
    const entry = yield* take(ENTRY);
    const width = entry[0] === 0 ? 256 : (entry[0] ?? 0);
    const height = entry[1] === 0 ? 256 : (entry[1] ?? 0);
    mustReach(found, u32le(entry, 12) + u32le(entry, 8));
    if (largest === undefined || width * height > largest.width * largest.height) {
      largest = { width, height };
      found.size = largest;
    }
  }
  found.whole = true;
};

export const ico: PictureKind = {
  sniff(head) {
    const answer = matches(head, '\0\0\x01\0??????????????????');
    if (answer !== 'yes') return answer;
    // Four such bytes prove little (an ISO file may begin with them), so the first entry must make sense too:
    // bytes of data, lying after the directory.
    const count = u16le(head, 4);
    const bytes = u32le(head, HEADER + 8);
    const offset = u32le(head, HEADER + 12);
    return count > 0 && count <= MAX_ENTRIES && bytes > 0 && offset >= HEADER + ENTRY * count
      ? ICO
      : 'no';
  },
  last: 'the last image',
  open: () => walkReader(walk),
};
