/** What a site is to hold: galleries of pictures of chosen sizes. */
import { normalOf } from './noise.ts';

/** Bytes of the pictures: all alike, or log-normal around a median as in real galleries. */
export type Sizes = { each: number } | { median: number; sigma: number; most: number };

export interface SitePlan {
  /** Distinct pictures on the site. */
  pictures: number;
  /** Gallery pages that show them, each as many as it goes. */
  pages: number;
  sizes: Sizes;
}

/** Below this a PNG has no room for pixels. */
export const LEAST_BYTES = 200;

/** Bytes of each picture; the same for the same plan. */
export function sizesOf({ pictures, sizes }: SitePlan): number[] {
  if ('each' in sizes) return Array.from({ length: pictures }, () => sizes.each);
  const normal = normalOf(pictures);
  return Array.from({ length: pictures }, () => {
    const bytes = Math.round(sizes.median * Math.exp(sizes.sigma * normal()));
    return Math.min(sizes.most, Math.max(LEAST_BYTES, bytes));
  });
}

/** Raised whenever the same plan would make another site, so that an older one is not taken for it. */
const FORMAT = 2;

/** Names a made site in the cache: another plan has another key. */
export function keyOf({ pictures, pages, sizes }: SitePlan): string {
  const bytes =
    'each' in sizes ? `${sizes.each}` : `${sizes.median}-sigma${sizes.sigma}-most${sizes.most}`;
  return `v${FORMAT}-${pictures}x${bytes}-on-${pages}`;
}
