import type { RecipeDefinition } from '../types.ts';

/** Chevereto shows `photo.md.jpg` until a script loads `photo.jpg`, to which the button for downloads leads. */
export const chevereto: RecipeDefinition = {
  id: 'chevereto',
  match: { generator: /^chevereto/i, has: '.image-viewer-container img' },
  pictures: ({ $ }) => {
    const shown = $('.image-viewer-container img').first();
    const src = shown.attr('src') ?? '';
    const url = $('a.btn-download').attr('href') ?? src.replace(/\.(?:md|th)(?=\.\w+$)/, '');
    return url === '' ? [] : [{ url, others: [src], alt: shown.attr('alt') ?? '' }];
  },
  title: 'h1.viewer-title',
};
