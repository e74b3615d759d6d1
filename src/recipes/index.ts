/** Recipes: how to read pages of a site, or of a kind of software. The built-in ones are in `builtin/`. */
export { defineRecipe } from './define.ts';
export type {
  MatchRule,
  PageRecipe,
  RecipeDefinition,
  RecipeMatch,
  RecipePage,
  RecipePicture,
  Selector,
} from './types.ts';
