import { looksLikePicture } from './file-kind.ts';

/** The attributes in real use that keep a picture's URL from the browser until a script asks for it. */

/** Names that say "the large one". Best known first. */
export const LAZY_FULL = [
  'data-orig-file',
  'data-original',
  'data-orig',
  'data-original-src',
  'data-full',
  'data-full-src',
  'data-full-url',
  'data-fullsize',
  'data-zoom-image',
  'data-zoom-src',
  'data-hi-res-src',
  'data-hires',
  'data-highres',
  'data-large_image',
  'data-large-file',
  'data-large-src',
  'data-large',
  'data-big',
  'data-pin-media',
  'data-hi-res',
  'data-hq',
  'data-big-src',
  'data-bigsrc',
  'data-src-full',
  'data-src-large',
  'data-full-image',
  'data-image-full',
  'data-image-large',
  'data-large-image',
  'data-zoom',
  'data-zoom-img',
  'data-highres-src',
  'data-original-url',
  'data-download-url',
  'data-wpfc-original-src',
  'data-src-retina',
  'data-retina',
  'data-rjs',
  'data-at2x',
  'data-2x',
  'zoomfile',
] as const;

export const LAZY = [
  'data-src',
  'data-lazy-src',
  'data-lazy',
  'data-lazyload',
  'data-ll-src',
  'data-cfsrc',
  'data-echo',
  'data-actualsrc',
  'data-flickity-lazyload',
  'data-image',
  'data-url',
  'data-lazyload-src',
  'data-lazysrc',
  'data-lazy-img',
  'data-lazy-image',
  'data-lz-src',
  'data-defer-src',
  'data-deferred-src',
  'data-delayed-url',
  'data-real-src',
  'data-realsrc',
  'data-img',
  'data-img-src',
  'data-imgsrc',
  'data-img-url',
  'data-image-src',
  'data-image-url',
  'data-photo',
  'data-picture',
  'data-source',
  'data-src-webp',
  'data-splide-lazy',
  'data-pagespeed-lazy-src',
  'data-ezsrc',
  'data-cmp-src',
  'data-breeze',
  'data-ks-lazyload',
  'data-desktop-src',
  'lazy-src',
  'nitro-lazy-src',
  'loadlate',
  'realsrc',
  'file',
] as const;

export const LAZY_SRCSET = [
  'data-srcset',
  'data-lazy-srcset',
  'data-ll-srcset',
  'data-original-set',
  'data-flickity-lazyload-srcset',
  'data-lazyload-srcset',
  'data-lz-srcset',
  'data-defer-srcset',
  'data-deferred-srcset',
  'data-src-set',
  'data-splide-lazy-srcset',
  'data-pagespeed-lazy-srcset',
  'data-ezsrcset',
  'data-breeze-srcset',
  'lazy-srcset',
  'nitro-lazy-srcset',
] as const;

/** Those that begin as no attribute for scripts does. */
const PLAIN: ReadonlySet<string> = new Set(
  [...LAZY_FULL, ...LAZY, ...LAZY_SRCSET].filter((name) => !name.startsWith('data-')),
);

const NEEDS_NAME: ReadonlySet<string> = new Set([
  'data-url',
  'data-source',
  'data-photo',
  'data-picture',
  'data-breeze',
  'data-download-url',
  'data-zoom',
  'file',
]);

export type LazyName = (typeof LAZY_FULL)[number] | (typeof LAZY)[number];

/** Attributes that tell the width in pixels of the file in another one: `4000,3000` or `4000`. */
const WIDTH_OF: Partial<Record<LazyName, string>> = {
  'data-orig-file': 'data-orig-size',
  'data-large_image': 'data-large_image_width',
  'data-image': 'data-image-dimensions',
};

export type Attributes = Readonly<Record<string, string | undefined>>;

/** Whether there are any of scripts' own. Most pictures have none: looking for each by its name would take longer than all else. */
export function hasData(attributes: Attributes): boolean {
  for (const name in attributes) if (name.startsWith('data-') || PLAIN.has(name)) return true;
  return false;
}

/**
 * The URL that a lazy attribute holds; undefined where it is a flag (`data-lazy="true"`), a number, a selector, JSON,
 * or for names that say nothing of pictures, such as `data-url`, anything that is not a picture file.
 */
export function lazyUrl(attributes: Attributes, name: LazyName): string | undefined {
  const value = attributes[name]?.trim() ?? '';
  if (!/[/.?:]/.test(value) || /^(?:[{[<#]|[\d.,]+$)/.test(value)) return undefined;
  return !NEEDS_NAME.has(name) || looksLikePicture(value) ? value : undefined;
}

/** The width in pixels that the page declares for a lazy attribute's file. */
export function declaredWidth(attributes: Attributes, name: LazyName): number | undefined {
  const key = WIDTH_OF[name];
  return key === undefined ? undefined : pixels(attributes[key]);
}

/**
 * Widths that a page declares for the files of a pattern such as `photo_{width}x.jpg` (lazysizes, as Shopify's themes
 * use it: `data-widths="[180, 360, 540]"`), largest first.
 */
export function declaredWidths(attributes: Attributes): number[] {
  const text = attributes['data-widths']?.slice(0, 500) ?? '';
  if (!/^\s*\[?[\d\s,]+\]?\s*$/.test(text)) return [];
  const widths = text.match(/\d{1,5}/g) ?? [];
  return widths
    .map(Number)
    .filter((width) => width > 0)
    .sort((a, b) => b - a);
}

/** A width attribute in pixels: a leading integer, no percentage. */
export function pixels(text: string | undefined): number | undefined {
  const match = /^\s*(\d{1,6})(?!\d)(?!.*%)/.exec(text?.slice(0, 40) ?? '');
  const value = Number(match?.[1] ?? 0);
  return value > 0 ? value : undefined;
}
