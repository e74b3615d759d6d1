import { TokenType } from '@csstools/css-tokenizer';
import { isToken, splitAtCommas, valuesOf, type Value } from './component-values.ts';
import { lengthOf, type Viewport } from './css-length.ts';
import { mediaCondition } from './media-condition.ts';
import { own } from './own.ts';

/** A screen of today. What is chosen does not depend on it: that is the largest file. */
const VIEWPORT: Viewport = { width: 1920, height: 1080 };

/** Characters of one attribute that are read. */
const MAX_TEXT = 4_000;

/**
 * The width in CSS pixels at which a picture is shown, by its `sizes` attribute: the HTML Living Standard's "parse a
 * sizes attribute" (§4.8.4.3.11). `100vw` where it says none.
 */
export function sourceSize(text: string, viewport: Viewport = VIEWPORT): number {
  for (const part of splitAtCommas(valuesOf(text.slice(0, MAX_TEXT)))) {
    const values = trimmedEnd(part);
    const size = lengthOf(values.pop(), viewport);
    if (size === undefined) continue;
    const condition = trimmedEnd(values);
    if (condition.length === 0 || mediaCondition(condition, viewport) === true) return size;
  }
  return viewport.width;
}

function trimmedEnd(values: readonly Value[]): Value[] {
  let end = values.length;
  while (end > 0 && isToken(values[end - 1], TokenType.Whitespace)) end--;
  let start = 0;
  while (start < end && isToken(values[start], TokenType.Whitespace)) start++;
  return values.slice(start, end);
}

/** Pages repeat theirs. */
const known = new Map<string, number>();
const MAX_KNOWN = 100;

/** Pixels of a file for each CSS pixel at which it is shown, two decimals. */
export function effectiveDensity(width: number, sizes: string): number | undefined {
  let size = known.get(sizes);
  if (size === undefined) {
    size = sourceSize(sizes);
    if (known.size >= MAX_KNOWN) known.clear();
    if (sizes.length <= 1_000) known.set(own(sizes), size);
  }
  return size > 0 ? Math.round((width / size) * 100) / 100 : undefined;
}
