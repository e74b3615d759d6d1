/** Makes small real pictures. Another seed gives other bytes; the same arguments give the same bytes. */
import { crc32, deflateSync } from 'node:zlib';
import { encodeJpeg } from './jpeg.ts';

/** Bytes in an order that the seed fixes (mulberry32). */
function bytesOf(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) & 0xff;
  };
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** RGB noise, 8 bits a sample: about 3 × width × height bytes, as noise does not compress. */
export function png(width: number, height: number, seed = 0): Buffer {
  const next = bytesOf(seed);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = width * 3 + 1;
  // Every row begins with its filter type, 0.
  const rows = Buffer.alloc(row * height).map((_, i) => (i % row === 0 ? 0 : next()));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** 128 shades of grey noise. */
export function gif(width: number, height: number, seed = 0): Buffer {
  const next = bytesOf(seed);
  const palette = Array.from({ length: 128 }, (_, i) => [i * 2, i * 2, i * 2]).flat();
  const [CLEAR, END] = [128, 129];
  // Codes stay 8 bits wide when the table is cleared before it grows to 256 entries.
  const codes: number[] = [];
  for (let i = 0; i < width * height; i++) {
    if (i % 100 === 0) codes.push(CLEAR);
    codes.push(next() & 0x7f);
  }
  codes.push(END);
  const blocks: number[] = [];
  for (let at = 0; at < codes.length; at += 255) {
    const block = codes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  const size = [width & 0xff, width >> 8, height & 0xff, height >> 8];
  return Buffer.from([
    ...Buffer.from('GIF89a', 'latin1'),
    ...[...size, 0b11110110, 0, 0],
    ...palette,
    ...[0x2c, 0, 0, 0, 0, ...size, 0],
    ...[7, ...blocks, 0],
    0x3b,
  ]);
}

/** Baseline, grey, blocks of 8 × 8 pixels. */
export function jpeg(width: number, height: number, seed = 0): Buffer {
  return encodeJpeg(width, height, bytesOf(seed));
}

/** A picture with so many bytes behind its end marker, which a reader must pass over. */
export function bytesAfter(picture: Buffer, count: number, seed = 0): Buffer {
  const next = bytesOf(seed);
  return Buffer.concat([picture, Buffer.from(Array.from({ length: count }, next))]);
}
