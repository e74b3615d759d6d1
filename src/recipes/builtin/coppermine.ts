import type { RecipeDefinition, RecipePicture } from '../types.ts';

/** Coppermine shows `normal_photo.jpg`, and opens a window with `photo.jpg` of the same folder by a script. */
export const coppermine: RecipeDefinition = {
  id: 'coppermine',
  match: { url: /\/displayimage\.php\b/i, has: 'a[onclick*="fullsize=1"]' },
  pictures: ({ $ }) => {
    const link = $('a[onclick*="fullsize=1"]').first();
    const shown = link.find('img').first();
    // Against copying, a transparent picture may lie over a cell with the real one as its background.
    const over = link.closest('[background]').attr('background');
    const url = [shown.attr('src'), over].find((text) => text !== undefined && NORMAL.test(text));
    const title = shown.attr('title');
    const picture: RecipePicture[] =
      url === undefined
        ? []
        : [
            {
              url: url.replace(NORMAL, '$1'),
              others: [url],
              ...(title !== undefined && { title }),
            },
          ];
    return picture;
  },
};

/** The prefix, and what stands before it. */
const NORMAL = /(^|\/)normal_(?=[^/]+$)/;
