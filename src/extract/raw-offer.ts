import type { DeclaredTier } from './rank.ts';

/** A URL as it stands, and what its place says of its size. */
export interface RawOffer {
  raw: string;
  tier: DeclaredTier;
  width?: number;
  density?: number;
}
