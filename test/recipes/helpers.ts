import { extractDocument, parsePage, type PageContent } from '../../src/extract/index.ts';
import type { PageRecipe } from '../../src/recipes/index.ts';

export interface ReadByRecipe {
  matches: boolean;
  generic: PageContent;
  content: PageContent;
  warnings: string[];
}

/** What a recipe makes of a page; what the generic rules make of it where it does not match. */
export async function readBy(recipe: PageRecipe, html: string, url: string): Promise<ReadByRecipe> {
  const document = { kind: 'html', $: await parsePage(html), url } as const;
  const generic = await extractDocument(document);
  const warnings: string[] = [];
  const matches = await recipe.matches(document);
  const warn = (code: string) => void warnings.push(code);
  const content = matches ? await recipe.read(document, generic, warn) : generic;
  return { matches, generic, content, warnings };
}

/** Paths of what would be saved, with smaller renditions behind `<`. */
export function pictures({ pictures: found }: PageContent): string[] {
  return found.map(({ chosen, others }) =>
    [chosen, ...others].map(({ url }) => pathOf(url)).join(' < '),
  );
}

/** Paths of what would be followed, pages of the same gallery with how they are. */
export function links({ links: found }: PageContent): string[] {
  return found.map(({ url, pagination }) =>
    pagination === undefined ? pathOf(url) : `${pathOf(url)} (${pagination.rel})`,
  );
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/, '');
}
