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
] as const;

export const LAZY_SRCSET = [
  'data-srcset',
  'data-lazy-srcset',
  'data-ll-srcset',
  'data-original-set',
  'data-flickity-lazyload-srcset',
] as const;

export type LazyName = (typeof LAZY_FULL)[number] | (typeof LAZY)[number];

/** Attributes that tell the width in pixels of the file in another one: `4000,3000` or `4000`. */
const WIDTH_OF: Partial<Record<LazyName, string>> = {
  'data-orig-file': 'data-orig-size',
  'data-large_image': 'data-large_image_width',
};

export type Attributes = Readonly<Record<string, string | undefined>>;

/** Whether there are any of scripts' own. Most pictures have none: looking for each by its name would take longer than all else. */
export function hasData(attributes: Attributes): boolean {
  for (const name in attributes) if (name.startsWith('data-')) return true;
  return false;
}

/**
 * The URL that a lazy attribute holds; undefined where it is a flag (`data-lazy="true"`), a number, a selector, JSON,
 * or for `data-url` anything that is not a picture file: there it is as often a page.
 */
export function lazyUrl(attributes: Attributes, name: LazyName): string | undefined {
  const value = attributes[name]?.trim() ?? '';
  if (!/[/.?:]/.test(value) || /^(?:[{[<#]|[\d.,]+$)/.test(value)) return undefined;
  return name !== 'data-url' || looksLikePicture(value) ? value : undefined;
}

/** The width in pixels that the page declares for a lazy attribute's file. */
export function declaredWidth(attributes: Attributes, name: LazyName): number | undefined {
  const key = WIDTH_OF[name];
  return key === undefined ? undefined : pixels(attributes[key]);
}

/** A width attribute in pixels: a leading integer, no percentage. */
export function pixels(text: string | undefined): number | undefined {
  const match = /^\s*(\d{1,6})(?!\d)(?!.*%)/.exec(text?.slice(0, 40) ?? '');
  const value = Number(match?.[1] ?? 0);
  return value > 0 ? value : undefined;
}
