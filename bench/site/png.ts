/** Real pictures of an exact size in bytes, each another one. */
import { crc32, deflateSync } from 'node:zlib';
import { noiseOf } from './noise.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum around a chunk's data (PNG third edition §5.3). */
const CHUNK_OVERHEAD = 12;
/** A keyword and the zero byte after it (§11.3.3.2). */
const COMMENT = Buffer.from('Comment\0', 'latin1');

/**
 * A PNG of noise, eight-bit RGB, as large a square as fits; a comment fills it up to `bytes`. Noise does not
 * compress, so the rows are stored: making one is cheap.
 * @param seed another seed gives other pixels
 * @param bytes 200 at least
 */
export function createPng(seed: number, bytes: number): { png: Buffer; side: number } {
  const noise = noiseOf(seed);
  const fixed = SIGNATURE.length + 4 * CHUNK_OVERHEAD + 13 + COMMENT.length;
  for (let side = Math.floor(Math.sqrt(bytes / 3)); side > 0; side--) {
    const rows = rowsOf(side, noise);
    const data = deflateSync(rows, { level: 0 });
    const spare = bytes - fixed - data.length;
    if (spare < 0) continue;
    const png = Buffer.concat([
      SIGNATURE,
      chunk('IHDR', headerOf(side)),
      chunk('tEXt', Buffer.concat([COMMENT, Buffer.alloc(spare, '.')])),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    return { png, side };
  }
  throw new RangeError(`no PNG is as small as ${bytes} bytes`);
}

/** Width, height, eight bits a sample, RGB (§11.2.1). */
function headerOf(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return header;
}

/** Every row begins with its filter type, 0: none (§9.2). */
function rowsOf(side: number, noise: () => number): Buffer {
  const stride = side * 3 + 1;
  const rows = Buffer.alloc(stride * side + 3);
  for (let at = 0; at < stride * side; at += 4) rows.writeUInt32LE(noise(), at);
  for (let row = 0; row < side; row++) rows[row * stride] = 0;
  return rows.subarray(0, stride * side);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
