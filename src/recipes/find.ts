/** What a recipe finds on a page by itself. */
import type { Element } from 'domhandler';
import { parseSrcset } from '../extract/index.ts';
import { nearest } from './nearest.ts';
import {
  checkSelector,
  firstText,
  matchesOf,
  parseSelector,
  textOf,
  type Match,
} from './selector.ts';
import type { RecipeDefinition, RecipePage, RecipePicture } from './types.ts';

/** Undefined where the recipe leaves it to the generic rules. */
export interface Finders {
  pictures: ((page: RecipePage) => Promise<RecipePicture[]>) | undefined;
  pages: ((page: RecipePage) => Promise<string[]>) | undefined;
  next: ((page: RecipePage) => Promise<string[]>) | undefined;
  title: ((page: RecipePage) => string | undefined) | undefined;
}

/** Things of one kind that a function may name on one page. */
const MAX_FOUND = 100_000;

/** @throws CrawlError for a selector that is none */
export function findersOf(id: string, definition: RecipeDefinition): Finders {
  return {
    pictures: definition.pictures === undefined ? undefined : picturesBy(id, definition),
    pages: linksBy(id, 'pages', definition.pages),
    next: linksBy(id, 'next', definition.next),
    title: titleBy(id, definition.title),
  };
}

function linksBy(
  id: string,
  part: 'pages' | 'next',
  rule: RecipeDefinition['pages'] | RecipeDefinition['next'],
): Finders['pages'] {
  if (rule === undefined) return undefined;
  if (typeof rule === 'function') {
    return async (page) => {
      const found = await rule(page);
      return found === undefined ? [] : typeof found === 'string' ? [found] : upTo(found);
    };
  }
  const queries = parseSelector(rule, id, part);
  return ({ $ }) => Promise.resolve(matchesOf(queries, $).map(({ value }) => value));
}

function titleBy(id: string, rule: RecipeDefinition['title']): Finders['title'] {
  if (typeof rule !== 'string') return rule;
  checkSelector(rule, id, 'title');
  return ({ $ }) => firstText(rule, $);
}

function picturesBy(
  id: string,
  { pictures: rule = [], name, caption }: RecipeDefinition,
): NonNullable<Finders['pictures']> {
  const named = (picture: RecipePicture, page: RecipePage): RecipePicture => {
    const given = typeof name === 'function' ? name(picture, page) : undefined;
    return given === undefined ? picture : { ...picture, name: given };
  };
  if (typeof rule === 'function') {
    return async (page) =>
      upTo(await rule(page)).map((found) =>
        named(typeof found === 'string' ? { url: found } : found, page),
      );
  }
  const queries = parseSelector(rule, id, 'pictures');
  const beside = Object.entries({ name: typeof name === 'string' ? name : undefined, caption });
  const selectors = beside.flatMap(([part, css]) => (css === undefined ? [] : [{ part, css }]));
  for (const { part, css } of selectors) checkSelector(css, id, part);
  return (page) => {
    const matches = matchesOf(queries, page.$);
    const elements = matches.map(({ element }) => element);
    const texts = selectors.map(({ part, css }) => ({
      part,
      find: nearest(css, page.$, elements),
    }));
    return Promise.resolve(
      matches.flatMap((match) => {
        const picture = pictureOf(match);
        if (picture === undefined) return [];
        const said = texts.flatMap(({ part, find }) => {
          const element = find(match.element);
          return element === undefined ? [] : [[part, textOf(element)] as const];
        });
        return [named({ ...picture, ...Object.fromEntries(said) }, page)];
      }),
    );
  };
}

/** What a matched element says: one address, or several sizes of one picture. */
function pictureOf({ element, attribute, value }: Match): RecipePicture | undefined {
  const [url, ...others] = attribute.endsWith('srcset') ? largestFirst(value) : [value];
  if (url === undefined) return undefined;
  const { alt = innerAlt(element), title } = element.attribs;
  return {
    url,
    ...(others.length > 0 && { others }),
    ...(alt !== undefined && { alt }),
    ...(title !== undefined && { title }),
  };
}

function largestFirst(srcset: string): string[] {
  const sizeOf = ({ width, density = 1 }: { width?: number; density?: number }) => width ?? density;
  return parseSrcset(srcset)
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .map(({ url }) => url);
}

/** Of the picture in a link. */
function innerAlt({ children }: Element): string | undefined {
  for (const child of children) {
    if ('attribs' in child && child.name === 'img') return child.attribs.alt;
  }
  return undefined;
}

function upTo<T>(found: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const item of found) {
    if (taken.length >= MAX_FOUND) break;
    taken.push(item);
  }
  return taken;
}
