/** Which pictures of a page are left out: decoration, and what a user's own code does not want. */
import { pictureKey } from '../extract/index.ts';
import type { Picture } from '../extract/types.ts';
import type { DecorRule, NewImageRequest } from '../model.ts';

/** A picture, and its position on its page, from 1. */
export interface Numbered {
  picture: Picture;
  num: number;
}

export type Decoration = Numbered & { rule: DecorRule | 'vetoed' };

/**
 * Pictures apart from decoration. On a page that thumbnails led to, a picture that is all there is, or is named as one
 * of them, is what was wanted, whatever it looks like.
 */
export function apart(
  all: readonly Picture[],
  thumbnails: readonly NewImageRequest[] | undefined,
  keepAll: boolean,
): { pictures: Numbered[]; decor: Decoration[] } {
  const wanted = new Set((thumbnails ?? []).map(({ url }) => pictureKey(url) ?? url));
  const isWanted = ({ chosen: { url } }: Picture) =>
    wanted.size > 0 && (all.length === 1 || wanted.has(pictureKey(url) ?? url));
  const pictures: Numbered[] = [];
  const decor: Decoration[] = [];
  all.forEach((picture, index) => {
    const num = index + 1;
    const rule = picture.decor;
    if (picture.vetoed) decor.push({ picture, num, rule: 'vetoed' });
    else if (rule === undefined || keepAll || isWanted(picture)) pictures.push({ picture, num });
    else decor.push({ picture, num, rule });
  });
  return { pictures, decor };
}
