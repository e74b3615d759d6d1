/** Recipes for widely used gallery software, where the generic rules cannot do it. */
import { compileRecipe } from '../compile.ts';
import type { PageRecipe, RecipeDefinition } from '../types.ts';
import { chevereto } from './chevereto.ts';
import { coppermine } from './coppermine.ts';
import { fgallery } from './fgallery.ts';
import { piwigo } from './piwigo.ts';
import { zenphoto } from './zenphoto.ts';

const DEFINITIONS: readonly RecipeDefinition[] = [
  piwigo,
  coppermine,
  chevereto,
  zenphoto,
  fgallery,
];

/**
 * All of them are for pages of one picture, or for empty ones; looking through each page of a hundred thousand pictures
 * for a sign of them would cost a crawl dearly.
 */
const MAX_ELEMENTS = 20_000;

export const BUILTIN_RECIPES: readonly PageRecipe[] = DEFINITIONS.map((definition) =>
  compileRecipe(definition.id ?? '', definition, MAX_ELEMENTS),
);
