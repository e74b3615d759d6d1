import { fourCC, u32be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, skip, take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

/** PNG 3rd edition §5.3. */
const MAX_LENGTH = 2 ** 31 - 1;
const CRC = 4;

/**
 * Signature, then chunks: length, type, data, CRC (PNG 3rd edition §5.2, §5.3), up to IEND. Apple's optimised files
 * have a chunk CgBI before IHDR.
 */
const walk: FormatWalk = function* (found) {
  yield* skip(8);
  let hasData = false;
  for (;;) {
    const head = yield* take(8);
    const length = u32be(head, 0);
    const type = fourCC(head, 4);
    if (length > MAX_LENGTH || !isName(head)) {
      found.broken = 'a chunk has an impossible length or name';
      return;
    }
    let left = length;
    if (type === 'IHDR' && length >= 8 && found.size === undefined) {
      const header = yield* take(8);
      left -= 8;
      Object.assign(found, sized(u32be(header, 0), u32be(header, 4)));
    }
    yield* skip(left + CRC);
    hasData ||= type === 'IDAT';
    if (type !== 'IEND') continue;
    if (hasData) found.whole = true;
    else found.broken = 'it has no image data';
    return;
  }
};

/** Four ASCII letters (§5.4). */
function isName(head: Uint8Array): boolean {
  for (let at = 4; at < 8; at++) {
    const lower = (head[at] ?? 0) | 0x20;
    if (lower < 0x61 || lower > 0x7a) return false;
  }
  return true;
}

/** PNG, APNG included: everything that opens the one opens the other. */
export const png = signedKind({
  format: { mediaType: 'image/png', ext: 'png' },
  patterns: ['\x89PNG\r\n\x1a\n'],
  last: 'the last chunk (IEND)',
  open: () => walkReader(walk),
});
