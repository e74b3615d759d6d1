/** A recipe at work: what it finds, joined with what the generic rules found. */
import {
  GivenContent,
  looksLikeOtherFile,
  looksLikePicture,
  type PageContent,
  type PageDocument,
} from '../extract/index.ts';
import type { PageLink, Picture } from '../extract/types.ts';
import { findersOf, type Finders } from './find.ts';
import { compileMatch } from './match.ts';
import { recipePage } from './page.ts';
import type { PageRecipe, RecipeDefinition, RecipePage, RecipePicture } from './types.ts';

/**
 * @param maxElements on pages with more it does not look
 * @throws CrawlError when a selector in it is none
 */
export function compileRecipe(
  id: string,
  definition: RecipeDefinition,
  maxElements = Infinity,
): PageRecipe {
  const test = compileMatch(id, definition.match);
  const finders = findersOf(id, definition);
  const only = definition.only === true;
  return {
    name: id,
    matches(document) {
      const page = recipePage(document);
      return page !== undefined && page.elements <= maxElements && test(page);
    },
    async read(document, generic, warn) {
      const page = recipePage(document);
      if (page === undefined) return generic;
      const found = await find(finders, page);
      const titled = found.title === undefined ? generic : { ...generic, title: found.title };
      if (found.count > 0) return join(found, titled, document, page, only);
      if (found.looked)
        warn(
          'recipe_empty',
          `the recipe "${id}" finds nothing on pages that it matches: ${only ? 'nothing of them is saved' : 'the generic rules read them'}; has the site changed?`,
        );
      return only ? { ...titled, pictures: [], links: [], refused: [] } : titled;
    },
  };
}

interface Found {
  pictures: RecipePicture[] | undefined;
  pages: string[] | undefined;
  next: string[] | undefined;
  title: string | undefined;
  count: number;
  /** It looks for more than a title. */
  looked: boolean;
}

async function find({ pictures, pages, next, title }: Finders, page: RecipePage): Promise<Found> {
  const found = {
    pictures: await pictures?.(page),
    pages: await pages?.(page),
    next: await next?.(page),
  };
  const lists = Object.values(found);
  return {
    ...found,
    title: title?.(page),
    count: lists.reduce((sum, list) => sum + (list?.length ?? 0), 0),
    looked: lists.some((list) => list !== undefined),
  };
}

function join(
  found: Found,
  generic: PageContent,
  document: PageDocument,
  { $ }: RecipePage,
  only: boolean,
): PageContent {
  const encoding = document.kind === 'html' ? document.encoding : undefined;
  const given = new GivenContent(document.url, encoding, $('base[href]').attr('href'));
  const links = linksOf(found, generic, given, only);
  const pictures = picturesOf(found, generic, given, only, links);
  const files = new Set(pictures.flatMap((picture) => urlsOf(picture)));
  return {
    ...generic,
    pictures,
    // A link to what is saved as a picture is none to a page.
    links: links.filter((link) => !files.has(link.url)),
    refused: found.pictures === undefined && !only ? generic.refused : given.refused,
    ...(given.exhausted && { incomplete: true as const }),
  };
}

/** Those that the recipe names, and, unless it names the next page too, the generic ones to other pages of the gallery. */
function linksOf(
  { pages, next }: Found,
  generic: PageContent,
  given: GivenContent,
  only: boolean,
): PageLink[] {
  const known = new Map(generic.links.map((link) => [link.url, link]));
  const links = new Map<string, PageLink>();
  for (const raw of pages ?? []) {
    const link = given.link(raw);
    if (link !== undefined)
      links.set(link.url, { ...asDocument(link), ...known.get(link.url), listed: true });
  }
  for (const raw of next ?? []) {
    const link = given.link({ url: raw, pagination: { rel: 'next' } });
    if (link !== undefined) links.set(link.url, asDocument(link));
  }
  if (only) return [...links.values()];
  for (const link of generic.links) {
    const wanted = link.pagination ? next === undefined : pages === undefined;
    if (wanted && !links.has(link.url)) links.set(link.url, link);
  }
  return [...links.values()];
}

/** Documents of all kinds are read that a recipe names, but no archive or film that its selector happens to match. */
function asDocument(link: PageLink): PageLink {
  const isFile =
    looksLikePicture(link.url) ||
    (looksLikeOtherFile(link.url) && !DOCUMENT.test(new URL(link.url).pathname));
  return isFile ? link : { ...link, document: true };
}

const DOCUMENT = /\.(?:json|xml|rss|atom|txt)$/i;

/**
 * Those that the recipe names, with what the page says of them. On a page where it names none, thumbnails that lead to
 * pages which it names wait for what those bring.
 */
function picturesOf(
  { pictures }: Found,
  generic: PageContent,
  given: GivenContent,
  only: boolean,
  links: readonly PageLink[],
): Picture[] {
  if (pictures === undefined) return only ? [] : generic.pictures;
  if (pictures.length === 0) {
    const followed = new Set(links.filter((link) => !link.pagination).map(({ url }) => url));
    const waits = ({ linksTo }: Picture) => linksTo !== undefined && followed.has(linksTo);
    return only ? [] : generic.pictures.filter(waits);
  }
  const known = new Map(
    generic.pictures.flatMap((picture) => urlsOf(picture).map((url) => [url, picture] as const)),
  );
  const named = new Map<string, Picture>();
  for (const raw of pictures) {
    const picture = given.picture(raw);
    if (picture !== undefined && !named.has(picture.chosen.url))
      named.set(picture.chosen.url, withKnown(picture, known.get(picture.chosen.url)));
  }
  return [...named.values()].map((picture) => ({
    ...picture,
    // A URL has one fate: what is saved for itself is no smaller rendition of another.
    others: onlyOnce(picture.others.filter(({ url }) => !named.has(url))),
  }));
}

function onlyOnce(others: readonly Picture['chosen'][]): Picture['others'] {
  return [...new Map(others.map((other) => [other.url, other])).values()];
}

function urlsOf({ chosen, others }: Picture): string[] {
  return [chosen, ...others].map(({ url }) => url);
}

/** What the generic rules know of the same picture. Whether it is decoration, the recipe has decided. */
function withKnown(picture: Picture, known: Picture | undefined): Picture {
  if (known === undefined) return picture;
  const { alt, title, caption, chosen, others } = known;
  return {
    ...(alt !== undefined && { alt }),
    ...(title !== undefined && { title }),
    ...(caption !== undefined && { caption }),
    ...picture,
    others: [...picture.others, chosen, ...others],
  };
}
