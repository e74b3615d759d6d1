import type { RecipeDefinition } from '../types.ts';

/** fgallery's page is empty: a script fills it from `data.json`, beside it. */
export const fgallery: RecipeDefinition = {
  id: 'fgallery',
  match: { has: 'script[src="mootools-idle.js"] ~ script[src="index.js"]' },
  pages: () => ['data.json'],
};
