import type { RecipeDefinition } from '../types.ts';

const ORIGINAL = 'a[href*="/zp-core/full-image.php?"]';

/** Zenphoto hands originals out through a script, whose address names no picture file, from a link around a smaller one. */
export const zenphoto: RecipeDefinition = {
  id: 'zenphoto',
  match: { has: ORIGINAL },
  pictures: ({ $ }) =>
    $(ORIGINAL)
      .toArray()
      .map((link) => {
        const shown = $(link).find('img').first();
        const [src, alt] = [shown.attr('src'), shown.attr('alt')];
        return {
          url: $(link).attr('href') ?? '',
          ...(src !== undefined && { others: [src] }),
          ...(alt !== undefined && { alt }),
        };
      }),
};
