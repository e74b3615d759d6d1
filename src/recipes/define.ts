/** The public way to make a recipe. What reads pages by it, cheerio above all, is loaded with the first page. */
import { invalid } from './invalid.ts';
import type { PageRecipe, RecipeDefinition } from './types.ts';

const PARTS: ReadonlySet<string> = new Set<keyof RecipeDefinition>([
  ...(['id', 'match', 'pictures', 'pages', 'next'] as const),
  ...(['name', 'caption', 'title', 'only'] as const),
]);

/**
 * A recipe for pages that the generic rules do not read well enough.
 * @throws CrawlError `invalid_option` when something in it is unknown or missing
 */
export function defineRecipe(definition: RecipeDefinition): PageRecipe {
  const id = recipeName(definition);
  checkParts(definition, id);
  const load = async () => (await import('./compile.ts')).compileRecipe(id, definition);
  let compiled: ReturnType<typeof load> | undefined;
  const ready = () => (compiled ??= load());
  return {
    name: id,
    prepare: async () => {
      await ready();
    },
    matches: async (document) => (await ready()).matches(document),
    read: async (document, generic, warn) => (await ready()).read(document, generic, warn),
  };
}

function checkParts(definition: RecipeDefinition, id: string): void {
  const { match, pictures, pages, next, title, name, caption } = definition;
  const unknown = Object.keys(definition).find((part) => !PARTS.has(part));
  if (unknown !== undefined)
    throw invalid(id, `it has no part "${unknown}"; its parts are ${[...PARTS].join(', ')}`);
  // Plain JavaScript may leave it out.
  if ((match as unknown) === undefined) throw invalid(id, 'it lacks match: the pages it is for');
  if ([pictures, pages, next, title].every((part) => part === undefined))
    throw invalid(id, 'it says nothing: give it pictures, pages, next or title');
  const ofPicture = typeof name === 'string' ? 'name' : caption === undefined ? '' : 'caption';
  if (ofPicture !== '' && (pictures === undefined || typeof pictures === 'function'))
    throw invalid(
      id,
      `${ofPicture} as a selector looks beside what the selector in pictures finds: give it one, or let a function in pictures say the ${ofPicture}`,
    );
}

/** What messages call it. */
function recipeName({ id, match }: RecipeDefinition): string {
  if (id !== undefined) return id;
  const [rule] = Array.isArray(match) ? (match as readonly unknown[]) : [match];
  if (typeof rule === 'string' || rule instanceof RegExp) return String(rule);
  if (typeof rule !== 'object' || rule === null) return 'without id';
  const [first] = Object.values(rule) as unknown[];
  return typeof first === 'string' || first instanceof RegExp ? String(first) : 'without id';
}
