import type { Element } from 'domhandler';
import type { ImageScan, NoscriptScan, PictureScan } from './scanned.ts';
import { elementBefore, isWithin } from './walk.ts';

/** A lazy image's wrapper: `<span><a><img></a></span><noscript>`. */
const WRAPPER_LEVELS = 3;

/** `latest`: the picture that was met last before the `noscript`. */
export function noscriptScan(
  element: Element,
  picture: PictureScan | undefined,
  latest: ImageScan | undefined,
): NoscriptScan {
  const before = elementBefore(element);
  const adjacent =
    before !== undefined &&
    latest !== undefined &&
    !latest.inNoscript &&
    isWithin(latest.element, before, WRAPPER_LEVELS);
  return { element, images: [], picture, before: adjacent ? latest : undefined, after: undefined };
}
