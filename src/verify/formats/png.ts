import { fourCC, u32be } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, skip, take } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

const walk: FormatWalk = function* (found) {
  // Signature, then a chunk: length, type, data, CRC (PNG 3rd edition §5.2, §5.3).
  let type = fourCC(yield* take(16), 12);
  // Apple's optimised files put a CgBI chunk with four bytes of data before IHDR.
  if (type === 'CgBI') {
    yield* skip(8);
    type = fourCC(yield* take(8), 4);
  }
  if (type !== 'IHDR') return;
  const header = yield* take(8);
  Object.assign(found, sized(u32be(header, 0), u32be(header, 4)));
};

/** PNG, APNG included: everything that opens the one opens the other. */
export const png = signedKind({ mediaType: 'image/png', ext: 'png' }, ['\x89PNG\r\n\x1a\n'], walk);
