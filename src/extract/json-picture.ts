import { looksLikePicture } from './file-kind.ts';
import type { RawOffer } from './scanned.ts';

/** A picture that JSON names: its renditions, URLs as they stand, and what is said of it. */
export interface JsonPicture {
  /** Best first. */
  offers: RawOffer[];
  title?: string;
  alt?: string;
  caption?: string;
  /** One of several in a list, as galleries keep them. */
  listed: boolean;
}

/** Longest string that is tried as a URL. */
const MAX_STRING = 2_000;

/** Whether a string is the URL of a picture file, and no text that ends like one. */
export function namesPicture(text: string): boolean {
  return (
    text.length <= MAX_STRING &&
    text.length > 4 &&
    !/[<>"\n{}]/.test(text) &&
    looksLikePicture(text)
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
