/** How fast pictures are checked: `npx tsx bench/verify.ts`. Megabytes of file for each second of processor time. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { createDecoder } from '../src/decode/index.ts';
import { createPictureReader } from '../src/verify/index.ts';

const WIDTH = 4_000;
const HEIGHT = 3_000;
const CHUNK = 64 * 1024;
const ROUNDS = 5;

function photograph(): Buffer {
  const out = Buffer.alloc(WIDTH * HEIGHT * 3);
  let noise = 1;
  for (let at = 0; at < out.length; at++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
    out[at] = (((at / 21) | 0) & 127) + ((noise >> 16) & 63);
  }
  return out;
}

const pixels = photograph();
const raw = (): Sharp => sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const path = 'm 0,0 '.repeat(100);
const FILES: Record<string, () => Promise<Buffer>> = {
  jpg: () => raw().jpeg({ quality: 95 }).toBuffer(),
  png: () => raw().png({ compressionLevel: 1 }).toBuffer(),
  gif: () => raw().gif({ effort: 1 }).toBuffer(),
  webp: () => raw().webp({ effort: 0, quality: 95 }).toBuffer(),
  avif: () => raw().avif({ effort: 0 }).toBuffer(),
  tif: () => raw().tiff({ compression: 'lzw' }).toBuffer(),
  svg: () =>
    Promise.resolve(
      Buffer.from(`<svg width="90" height="90">${`<path d="${path}"/>`.repeat(20_000)}</svg>`),
    ),
};

function structureMs(file: Buffer): number {
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) {
    const reader = createPictureReader();
    for (let at = 0; at < file.length; at += CHUNK) reader.write(file.subarray(at, at + CHUNK));
    const facts = reader.end();
    if (facts === 'not_a_picture' || facts.cut !== undefined) throw new Error('not whole');
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000 / ROUNDS;
}

const folder = await mkdtemp(join(tmpdir(), 'pixhaul-verify-'));
const decoder = await createDecoder({ processes: 1 });
const rows: Record<string, Record<string, number | string>> = {};
for (const [ext, make] of Object.entries(FILES)) {
  const file = await make();
  const name = join(folder, `a.${ext}`);
  await writeFile(name, file);
  const start = performance.now();
  const verdict = await decoder.check(name, { ext });
  const decodeMs = performance.now() - start;
  const megabytes = file.length / 1e6;
  rows[ext] = {
    'file MB': megabytes.toFixed(1),
    'structure MB/s': Math.round(megabytes / (structureMs(file) / 1_000)),
    'decode ms': Math.round(decodeMs),
    decoded: typeof verdict === 'string' ? verdict : verdict.ok ? 'yes' : verdict.reason,
  };
}
console.table(rows);
await decoder.close();
await rm(folder, { recursive: true, force: true });
