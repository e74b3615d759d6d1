import { fileNameOf } from './file-kind.ts';
import type { Candidate } from './types.ts';

/** What a candidate's place on the page says of its size; the first tier is the best. */
export const TIERS = [
  /** The file that the picture links to. */
  'original',
  /** Named elsewhere on the page, and proven larger than what would be chosen without it. */
  'proven',
  /** Data that tell the sizes of one picture apart call it the original, or the full one. */
  'full',
  /** A width is declared for the file: srcset `w`, or an attribute that gives the original's size. */
  'width',
  /** A density is declared: srcset `x`; without a descriptor it is 1. */
  'density',
  /** A lazy-loading or zoom attribute whose name says that it is the large one. */
  'lazy-full',
  'lazy',
  /** The `src` of a fallback for browsers without scripts. */
  'noscript',
  /** A width is declared, but one so small that anything loaded later is likely to be better. */
  'narrow',
  'src',
  /** Named for other sites to show, as in Open Graph. */
  'mention',
  /** Named as a thumbnail. */
  'thumbnail',
  /** Stands in until the picture is loaded. */
  'placeholder',
] as const;

export type Tier = (typeof TIERS)[number];

/** What a place can say by itself. */
export type DeclaredTier = Exclude<Tier, 'original' | 'proven'>;

const RANK = Object.fromEntries(TIERS.map((tier, index) => [tier, index])) as Record<Tier, number>;

export interface Offer {
  candidate: Candidate;
  tier: Tier;
}

/** A srcset's file this narrow is the blurred stand-in of some lazy loaders. */
const STAND_IN_WIDTH = 64;

const STAND_IN_NAME =
  /placeholder|^(?:1x1|blank|spacer|space|pixel|loading|loader|ajax-?loader|preloader|spinner|lazy(?:-?load(?:er)?)?|transparent|trans|clear|gr[ae]y|empty|dummy)(?:[-_.]?\d+(?:x\d+)?)?(?:\.|$)/i;

/** An offer in its tier, or among the placeholders when it looks like one. Not for originals: a link is proof. */
export function offer(candidate: Candidate, tier: DeclaredTier): Offer {
  if (standsIn(candidate)) return { candidate, tier: 'placeholder' };
  const narrow = tier === 'width' && (candidate.width ?? Infinity) <= STAND_IN_WIDTH;
  return { candidate, tier: narrow ? 'narrow' : tier };
}

/** Best first, each URL once (its best standing); equals stay in document order. */
export function ranked(offers: readonly Offer[]): Offer[] {
  if (offers.length < 2) return [...offers];
  const seen = new Set<string>();
  return [...offers].sort(compare).filter(({ candidate: { url } }) => {
    if (seen.has(url)) return false;
    seen.add(url);
    return true;
  });
}

/** Whether a file is named like what lazy loaders show meanwhile. Proof only beside a better candidate. */
export function looksLikePlaceholder(url: string): boolean {
  return STAND_IN_NAME.test(fileNameOf(url));
}

/** Whether a file is named like one that stands in for others, or its URL is one for a script to fill in. */
export function standsIn(candidate: Candidate): boolean {
  return looksLikePlaceholder(candidate.url) || isPattern(candidate.url);
}

/** `photo_{width}x.jpg` is for a script to fill in. In two looks: one expression would take time to the square. */
function isPattern(url: string): boolean {
  const opens = url.search(/\{|%7b/i);
  return opens !== -1 && /\}|%7d/i.test(url.slice(opens));
}

function compare(a: Offer, b: Offer): number {
  return RANK[a.tier] - RANK[b.tier] || sizeOf(b) - sizeOf(a);
}

/** Compared within a tier only. An `img`'s width attribute tells how it is shown, not how large the file is. */
function sizeOf({ candidate, tier }: Offer): number {
  if (tier === 'width' || tier === 'narrow' || tier === 'original') return candidate.width ?? 0;
  if (tier === 'density') return candidate.density ?? 1;
  return 0;
}
