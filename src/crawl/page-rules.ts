/** Who reads a page, as the options and the program say. */
import type { CrawlConfig } from '../config/index.ts';
import { createReader, type PageDocument } from '../extract/index.ts';
import type { GalleryPorts } from '../gallery/handler.ts';
import { BUILTIN_RECIPES } from '../recipes/builtin/index.ts';
import type { PageExtensions } from './extensions.ts';
import { jsonPathOf } from './json-path.ts';
import { createPageReader, hasReader } from './page-reader.ts';

export interface PageRules {
  extract: GalleryPorts['extract'];
  /** Whether somebody else than the generic rules reads a document. */
  hasReader: (document: PageDocument) => Promise<boolean>;
}

export function pageRules(given: {
  config: CrawlConfig;
  extensions: PageExtensions;
  warn: GalleryPorts['warn'];
}): PageRules {
  const { config, extensions, warn } = given;
  const builtin = config.builtinRecipes ? BUILTIN_RECIPES : [];
  const generic = createReader({ jsonPath: jsonPathOf(config) });
  const recipes = [...(extensions.recipes ?? []), ...builtin];
  return {
    extract: createPageReader(extensions, builtin, { warn, generic }),
    hasReader: (document) => hasReader({ ...extensions, recipes }, document),
  };
}
