/** Pictures that real encoders have made: sharp now, others once (test/fixtures/pictures). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';

export interface RealFile {
  name: string;
  bytes: Buffer;
  /** Bytes at the end that only fill up: the picture does not need them. */
  filling?: number;
}

const WIDTH = 40;
const HEIGHT = 30;
const FOLDER = fileURLToPath(new URL('../fixtures/pictures', import.meta.url));

/** Gradients with some noise: the same at every run. */
function pixels(frames: number): Buffer {
  const out = Buffer.alloc(WIDTH * HEIGHT * 3 * frames);
  let noise = 1;
  for (let at = 0; at < out.length; at++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
    out[at] = ((at / 3) % WIDTH) * 4 + ((noise >> 16) & 31) + (at % 3) * 20;
  }
  return out;
}

function picture(): Sharp {
  return sharp(pixels(1), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

function frames(): Sharp {
  const raw = { width: WIDTH, height: HEIGHT * 3, channels: 3 as const, pageHeight: HEIGHT };
  return sharp(pixels(3), { raw });
}

const tiled = { tile: true, tileWidth: 16, tileHeight: 16 };
const MADE: Record<string, () => Sharp> = {
  'baseline.jpg': () => picture().jpeg({ mozjpeg: false }),
  'progressive.jpg': () => picture().jpeg({ progressive: true }),
  'cmyk.jpg': () => picture().toColourspace('cmyk').jpeg(),
  'noisy.jpg': () => picture().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }),
  'profile.jpg': () => picture().withIccProfile('p3').jpeg(),
  'grey.jpg': () => picture().greyscale().jpeg(),
  'plain.png': () => picture().png(),
  'deep.png': () => picture().toColourspace('rgb16').png(),
  'interlaced.png': () => picture().png({ progressive: true }),
  'palette.png': () => picture().png({ palette: true, colours: 16 }),
  'still.gif': () => picture().gif(),
  'animated.gif': () => frames().gif(),
  'lossy.webp': () => picture().webp(),
  'lossless.webp': () => picture().webp({ lossless: true }),
  'alpha.webp': () => picture().ensureAlpha(0.5).webp(),
  'profile.webp': () => picture().withIccProfile('p3').webp(),
  'animated.webp': () => frames().webp(),
  'lossy.avif': () => picture().avif({ effort: 0 }),
  'lossless.avif': () => picture().avif({ effort: 0, lossless: true }),
  'plain.tif': () => picture().tiff({ compression: 'none' }),
  'lzw.tif': () => picture().tiff({ compression: 'lzw' }),
  'deflate.tif': () => picture().tiff({ compression: 'deflate' }),
  'packbits.tif': () => picture().tiff({ compression: 'packbits' }),
  'jpeg.tif': () => picture().tiff({ compression: 'jpeg' }),
  'tiles.tif': () => picture().tiff({ compression: 'deflate', ...tiled }),
  'pyramid.tif': () => picture().tiff({ compression: 'lzw', pyramid: true, ...tiled }),
  'large.tif': () => picture().tiff({ bigtiff: true }),
  'pages.tif': () => frames().tiff({ compression: 'lzw' }),
};

/** Of `FOLDER`: the last row of a bitmap is filled up to four bytes. */
const FILLING: Record<string, number> = { 'm.bmp': 2 };

export async function realFiles(): Promise<RealFile[]> {
  const made = Object.entries(MADE).map(async ([name, make]) => {
    const bytes = await make().toBuffer();
    return { name, bytes, filling: name.endsWith('.webp') ? webpFilling(bytes) : 0 };
  });
  const kept = readdirSync(FOLDER).map((name) => {
    const bytes = readFileSync(join(FOLDER, name));
    return { name, bytes, filling: FILLING[name] ?? 0 };
  });
  return [...(await Promise.all(made)), ...kept];
}

/** 1 when the last chunk has an odd length, and so a byte that says nothing. */
function webpFilling(file: Buffer): number {
  let last = 0;
  for (let at = 12; at < file.length; at += 8 + last + (last % 2)) last = file.readUInt32LE(at + 4);
  return last % 2;
}
