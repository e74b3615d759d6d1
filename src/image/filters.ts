/** The user's filters: which pictures are wanted. Pure; each refusal is the name of its rule. */
import type { SkipRule } from '../model.ts';
import type { PictureFacts } from '../verify/index.ts';

/** Sizes are bytes, sides are pixels; what is absent filters nothing. */
export interface PictureFilters {
  filesizeMin?: number | undefined;
  filesizeMax?: number | undefined;
  minWidth?: number | undefined;
  minHeight?: number | undefined;
  /** The longer side by the shorter; at least 1. */
  maxAspectRatio?: number | undefined;
  /** Extensions as the formats have them (`jpg`, `tif`, …). */
  types?: readonly string[] | undefined;
}

/** By what Content-Length announces, before a byte has come. */
export function refusedByLength(
  announced: number | undefined,
  { filesizeMin, filesizeMax }: PictureFilters,
): SkipRule | undefined {
  if (announced === undefined) return undefined;
  if (filesizeMax !== undefined && announced > filesizeMax) return 'filesize_max';
  if (filesizeMin !== undefined && announced < filesizeMin) return 'filesize_min';
  return undefined;
}

/** By the bytes that came so far: only too many of them tell anything. */
export function refusedByBytes(
  bytes: number,
  { filesizeMax }: PictureFilters,
): SkipRule | undefined {
  return filesizeMax !== undefined && bytes > filesizeMax ? 'filesize_max' : undefined;
}

export function refusedByFormat(
  { ext }: PictureFacts['format'],
  { types }: PictureFilters,
): SkipRule | undefined {
  return types !== undefined && !types.includes(ext) ? 'types' : undefined;
}

/** A picture whose bytes do not tell its size is not refused by it. */
export function refusedBySize(
  { width, height }: { width?: number; height?: number },
  { minWidth, minHeight, maxAspectRatio }: PictureFilters,
): SkipRule | undefined {
  if (width === undefined || height === undefined) return undefined;
  if (minWidth !== undefined && width < minWidth) return 'min_width';
  if (minHeight !== undefined && height < minHeight) return 'min_height';
  const ratio = Math.max(width, height) / Math.min(width, height);
  return maxAspectRatio !== undefined && ratio > maxAspectRatio ? 'max_aspect_ratio' : undefined;
}

/** By the whole file. */
export function refusedAtEnd(bytes: number, { filesizeMin }: PictureFilters): SkipRule | undefined {
  return filesizeMin !== undefined && bytes < filesizeMin ? 'filesize_min' : undefined;
}
