import { fourCC, u16le, u24le, u32le } from '../bytes.ts';
import { signedKind } from '../signature.ts';
import type { Findings } from '../types.ts';
import { sized, skip, take, walkReader } from '../walk.ts';
import type { FormatWalk } from '../walk.ts';

const RIFF_HEADER = 12;
const CHUNK_HEADER = 8;
/** What of a chunk tells the size. */
const SIZE_BYTES: Partial<Record<string, number>> = { VP8X: 10, VP8L: 5, 'VP8 ': 10 };
const PICTURES = ['VP8 ', 'VP8L', 'ANMF'];

/**
 * Chunks up to the end that the RIFF header states (RFC 9649 §2.3). A file whose first chunk is a picture has no other
 * (§2.5, §2.6): its end counts, as encoders have been wrong about that of the container.
 */
const walk: FormatWalk = function* (found) {
  const end = CHUNK_HEADER + u32le(yield* take(RIFF_HEADER), 4);
  let at = RIFF_HEADER;
  let pictures = 0;
  do {
    const header = yield* take(CHUNK_HEADER);
    const type = fourCC(header, 0);
    const bytes = u32le(header, 4);
    const wanted = found.size === undefined ? (SIZE_BYTES[type] ?? 0) : 0;
    const head = yield* take(Math.min(wanted, bytes));
    if (head.length > 0 && head.length === wanted) readSize(type, head, found);
    yield* skip(bytes - head.length);
    const simple = at === RIFF_HEADER && PICTURES.includes(type);
    if (PICTURES.includes(type)) pictures++;
    at += CHUNK_HEADER + bytes;
    // The byte that fills up an odd length says nothing, and some encoders leave out the last one.
    const padding = bytes % 2;
    if (simple || at + padding >= end) break;
    yield* skip(padding);
    at += padding;
  } while (at + CHUNK_HEADER <= end);
  if (pictures > 0) found.whole = true;
  else found.broken = 'it has no image data';
};

function readSize(type: string, head: Uint8Array, found: Findings): void {
  if (type === 'VP8X') {
    Object.assign(found, sized(u24le(head, 4) + 1, u24le(head, 7) + 1));
  } else if (type === 'VP8L') {
    if (head[0] !== 0x2f) return;
    const sides = u32le(head, 1);
    Object.assign(found, sized((sides & 0x3fff) + 1, ((sides >>> 14) & 0x3fff) + 1));
  } else {
    // Key frame: tag, start code, then 14 bits a side below two bits of scaling (RFC 6386 §9.1).
    if (head[3] !== 0x9d || head[4] !== 0x01 || head[5] !== 0x2a) return;
    Object.assign(found, sized(u16le(head, 6) & 0x3fff, u16le(head, 8) & 0x3fff));
  }
}

export const webp = signedKind({
  format: { mediaType: 'image/webp', ext: 'webp' },
  patterns: ['RIFF????WEBP'],
  last: 'the end of the last chunk',
  open: () => walkReader(walk),
});
