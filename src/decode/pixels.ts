/** Decodes a file with sharp, without holding its pixels. */
import { devNull } from 'node:os';
import type sharpType from 'sharp';
import type { FormatEnum } from 'sharp';
import { verdictOf } from './messages.ts';
import type { DecodeJob, DecodeVerdict } from './types.ts';

export type Sharp = typeof sharpType;

/** Sharp's name of each format that it may know; others are left to the check of their structure. */
const INPUTS: Partial<Record<string, keyof FormatEnum>> = {
  jpg: 'jpeg',
  png: 'png',
  gif: 'gif',
  webp: 'webp',
  tif: 'tiff',
  avif: 'heif',
  heic: 'heif',
  heif: 'heif',
  jxl: 'jxl',
  jp2: 'jp2',
  j2c: 'jp2',
  svg: 'svg',
};
/** Their frames are of one size, and build on each other: many are decoded in one go. */
const ANIMATIONS = ['gif', 'webp'];

/** Pixels of one frame, as sharp itself limits them: 16383 × 16383. A progressive JPEG takes up to 6 bytes for each. */
const MAX_PIXELS = 0x3fff ** 2;
/** Pixels of all frames or pages. */
const MAX_PIXELS_IN_ALL = 2_000_000_000;
/** Rows decoded in one go: what goes through the PNG writer below is one tall picture of at most so many. */
const MAX_ROWS = 500_000;

export async function decodePixels(sharp: Sharp, { path, ext }: DecodeJob): Promise<DecodeVerdict> {
  const input = INPUTS[ext];
  if (input === undefined || !sharp.format[input].input.file) return 'unsupported';
  const warnings: string[] = [];
  try {
    const { width, height, pages = 1 } = await sharp(path, { limitInputPixels: false }).metadata();
    if (width * height > MAX_PIXELS || width * height * pages > MAX_PIXELS_IN_ALL)
      return 'unsupported';
    const atOnce = ANIMATIONS.includes(ext) ? Math.max(1, Math.floor(MAX_ROWS / height)) : 1;
    for (let page = 0; page < pages; page += atOnce)
      await decodePages(sharp, path, page, Math.min(atOnce, pages - page), warnings);
  } catch (error) {
    return verdictOf(error instanceof Error ? error : new Error(String(error)), warnings);
  }
  return verdictOf(undefined, warnings);
}

/**
 * The pixels stream, row by row, into an uncompressed PNG that goes nowhere: a third of the work of sharp's statistics,
 * which also hold the picture, and every tile and row is asked for. `error` fails on what is cut and on what cannot be
 * decoded; `warning` would also refuse stray bytes that harm nothing, so warnings are read instead.
 */
async function decodePages(
  sharp: Sharp,
  path: string,
  page: number,
  pages: number,
  warnings: string[],
): Promise<void> {
  const picture = sharp(path, {
    page,
    pages,
    failOn: 'error',
    sequentialRead: true,
    limitInputPixels: MAX_PIXELS_IN_ALL,
  });
  picture.on('warning', (warning: unknown) => {
    if (warnings.length < 100) warnings.push(String(warning));
  });
  await picture.png({ compressionLevel: 0 }).toFile(devNull);
}
