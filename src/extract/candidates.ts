import type { Element } from 'domhandler';
import {
  declaredWidth,
  declaredWidths,
  hasData,
  LAZY,
  LAZY_FULL,
  LAZY_SRCSET,
  lazyUrl,
  pixels,
  type Attributes,
  type LazyName,
} from './attributes.ts';
import { looksLikePlaceholder, offer, type Offer } from './rank.ts';
import type { Resolve } from './resolve.ts';
import type { ImageScan, PictureScan, RawOffer } from './scanned.ts';
import { drawnBy, fileOf } from './shown.ts';
import { effectiveDensity } from './sizes.ts';
import { parseSrcset } from './srcset.ts';
import type { Candidate, CandidateSource } from './types.ts';

/** Everything that an element offers of the picture that it shows, in document order. */
export function offersOfImage(image: ImageScan, resolve: Resolve): Offer[] {
  if (!image.inTemplate) return offersOfElement(image, resolve);
  // What a script is to fill in is no URL.
  const offers = offersOfElement(image, resolve).filter(({ tier }) => tier !== 'placeholder');
  return offers.map((each) => ({ ...each, candidate: { ...each.candidate, source: 'template' } }));
}

function offersOfElement(image: ImageScan, resolve: Resolve): Offer[] {
  switch (image.kind) {
    case 'img':
      return offersOfImg(image, resolve);
    case 'background':
      return drawnBy(image.element).flatMap((raw) => resolvedOffer(raw, 'background', resolve));
    default: {
      const raw = fileOf(image.element, image.kind);
      const source = image.kind === 'button' ? 'image-button' : image.kind;
      return raw === undefined ? [] : resolvedOffer({ raw, tier: 'src' }, source, resolve);
    }
  }
}

/** What stands somewhere, as a candidate; none where it cannot be fetched. */
export function resolvedOffer(
  { raw, tier, width, density }: RawOffer,
  source: CandidateSource,
  resolve: Resolve,
): Offer[] {
  const url = resolve(raw);
  if (url === undefined) return [];
  const sizes = { ...(width && { width }), ...(density !== undefined && { density }) };
  return [offer({ url, source, ...sizes }, tier)];
}

/** Everything that an `img` offers, with the sources of its `picture`. */
function offersOfImg(image: ImageScan, resolve: Resolve): Offer[] {
  const attributes = image.element.attribs;
  // A fallback is one as a whole: where it says `srcset` matters for its rank, not for its name.
  const named = (source: CandidateSource) => (image.inNoscript ? 'noscript' : source);
  return [
    ...(ownsSources(image) ? offersOfSources(image.picture, resolve) : []),
    ...srcsetOffers(attributes.srcset, named('img-srcset'), resolve, attributes.sizes),
    ...(hasData(attributes) ? lazyOffers(attributes, named, resolve) : []),
    ...srcOffer(attributes, image.inNoscript, resolve),
    ...drawnBy(image.element).flatMap((raw) => resolvedOffer(raw, 'background', resolve)),
  ];
}

function lazyOffers(
  attributes: Attributes,
  named: (source: CandidateSource) => CandidateSource,
  resolve: Resolve,
): Offer[] {
  return [
    ...LAZY_SRCSET.flatMap((name) =>
      srcsetOffers(attributes[name], named('lazy-srcset'), resolve, attributes.sizes),
    ),
    ...LAZY_FULL.flatMap((name) => lazyOffer(attributes, name, 'lazy-full', named, resolve)),
    ...LAZY.flatMap((name) => lazyOffer(attributes, name, 'lazy', named, resolve)),
  ];
}

/** What the `source` elements of a `picture` offer; those of another type than an image are films' or sounds'. */
export function offersOfSources(picture: PictureScan | undefined, resolve: Resolve): Offer[] {
  const source = picture?.inNoscript === true ? 'noscript' : 'picture-source';
  return (picture?.sources ?? [])
    .filter(isImageSource)
    .flatMap(({ attribs }) =>
      ['srcset', ...LAZY_SRCSET].flatMap((name) =>
        srcsetOffers(attribs[name], source, resolve, attribs.sizes),
      ),
    );
}

/**
 * Whether a script is to load the real picture into this element: it has a lazy attribute, shows nothing or a
 * stand-in, or says so in its class.
 */
export function isLazy({ element: { attribs }, kind }: ImageScan): boolean {
  if (kind === 'background') return true;
  if (kind !== 'img') return false;
  const src = attribs.src?.trim() ?? '';
  return (
    src === '' ||
    /^(?:data|about):/i.test(src) ||
    looksLikePlaceholder(src) ||
    /lazy/i.test(attribs.class ?? '') ||
    LAZY_SRCSET.some((name) => attribs[name] !== undefined) ||
    [...LAZY_FULL, ...LAZY].some((name) => lazyUrl(attribs, name) !== undefined)
  );
}

/** A `picture` has one picture: its sources go with the first `img` inside. */
function ownsSources(image: ImageScan): boolean {
  return image.picture?.images[0] === image;
}

function isImageSource({ attribs }: Element): boolean {
  const type = attribs.type?.trim().toLowerCase() ?? '';
  return type === '' || type.startsWith('image/');
}

function srcsetOffers(
  text: string | undefined,
  source: CandidateSource,
  resolve: Resolve,
  sizes: string | undefined,
): Offer[] {
  if (text === undefined) return [];
  return parseSrcset(text).flatMap(({ url: raw, width, density }) => {
    const url = resolve(raw);
    if (url === undefined) return [];
    if (width === undefined)
      return [offer({ url, source, ...(density !== undefined && { density }) }, 'density')];
    const effective = sizes === undefined ? undefined : effectiveDensity(width, sizes);
    const shown = effective === undefined ? {} : { density: effective };
    return [offer({ url, source, width, ...shown }, 'width')];
  });
}

function lazyOffer(
  attributes: Attributes,
  name: LazyName,
  tier: 'lazy-full' | 'lazy',
  named: (source: CandidateSource) => CandidateSource,
  resolve: Resolve,
): Offer[] {
  const raw = lazyUrl(attributes, name);
  if (raw?.includes('{width}') === true) return patternOffers(raw, attributes, named, resolve);
  const url = raw === undefined ? undefined : resolve(raw);
  if (url === undefined) return [];
  const width = declaredWidth(attributes, name);
  const candidate: Candidate = { url, source: named('lazy-attribute') };
  return [width === undefined ? offer(candidate, tier) : offer({ ...candidate, width }, 'width')];
}

/**
 * The files of a pattern, where the page says for which widths there are some; a server may make them whether or not
 * the picture has so many pixels.
 */
function patternOffers(
  pattern: string,
  attributes: Attributes,
  named: (source: CandidateSource) => CandidateSource,
  resolve: Resolve,
): Offer[] {
  const widths = declaredWidths(attributes);
  if (widths.length === 0)
    return resolvedOffer({ raw: pattern, tier: 'placeholder' }, named('lazy-attribute'), resolve);
  return widths.flatMap((width) => {
    const raw = pattern.replaceAll('{width}', String(width));
    return resolvedOffer({ raw, tier: 'lazy-full', width }, named('lazy-attribute'), resolve);
  });
}

function srcOffer(attributes: Attributes, inNoscript: boolean, resolve: Resolve): Offer[] {
  const url = attributes.src === undefined ? undefined : resolve(attributes.src);
  if (url === undefined) return [];
  const width = pixels(attributes.width);
  return [
    offer(
      { url, source: inNoscript ? 'noscript' : 'img-src', ...(width && { width }) },
      inNoscript ? 'noscript' : 'src',
    ),
  ];
}
