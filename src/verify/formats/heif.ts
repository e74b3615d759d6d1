import { fourCC, u32be } from '../bytes.ts';
import { matches } from '../signature.ts';
import type { PictureFormat, PictureKind } from '../types.ts';
import { walkReader } from '../walk.ts';
import { heifWalk } from './heif-walk.ts';

const AVIF = { mediaType: 'image/avif', ext: 'avif' };
const HEIC = { mediaType: 'image/heic', ext: 'heic' };
/** A HEIF file whose brands name no codec, or another one. */
const HEIF = { mediaType: 'image/heif', ext: 'heif' };

const BRANDS = new Map<string, PictureFormat>([
  ...['avif', 'avis'].map((brand) => [brand, AVIF] as const),
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'].map(
    (brand) => [brand, HEIC] as const,
  ),
]);
/** "Some picture" and "some sequence of pictures": the other brands say of what kind. */
const GENERAL_BRANDS = ['mif1', 'mif2', 'mif3', 'msf1'];

/** Brands of a real file are some dozens of bytes. */
const MAX_FTYP_BYTES = 1_024;
/** AVIF and HEIC: one container, told apart by the brands in its first box (ISO/IEC 14496-12 §4.3). */
export const heif: PictureKind = {
  sniff(head) {
    const answer = matches(head, '\0\0??ftyp????????');
    if (answer !== 'yes') return answer;
    const major = fourCC(head, 8);
    const byMajor = BRANDS.get(major);
    if (byMajor !== undefined) return byMajor;
    const end = Math.min(u32be(head, 0), MAX_FTYP_BYTES);
    let general = GENERAL_BRANDS.includes(major);
    for (let at = 16; at + 4 <= end; at += 4) {
      if (at + 4 > head.length) return 'more';
      const brand = fourCC(head, at);
      const format = BRANDS.get(brand);
      if (format !== undefined) return format;
      // A major brand that nobody here knows names a codec: AVC, VVC, JPEG, none at all.
      general ||= GENERAL_BRANDS.includes(brand);
    }
    return general ? HEIF : 'no';
  },
  last: 'the last box',
  open: () => walkReader(heifWalk),
};
