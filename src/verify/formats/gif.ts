import { u16le } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import { sized, take } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

/** Signature, then the logical screen descriptor (GIF89a §17, §18). */
const walk: FormatWalk = function* (found) {
  const head = yield* take(10);
  Object.assign(found, sized(u16le(head, 6), u16le(head, 8)));
};

export const gif = signedKind({ mediaType: 'image/gif', ext: 'gif' }, ['GIF87a', 'GIF89a'], walk);
