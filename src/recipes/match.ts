/** Whether a recipe holds for a page. */
import { checkSelector } from './selector.ts';
import type { MatchRule, RecipeMatch, RecipePage } from './types.ts';

type Test = (page: RecipePage) => boolean;

/** @throws CrawlError for a selector that is none */
export function compileMatch(id: string, match: RecipeMatch): Test {
  const tests = rulesOf(match).map((rule) => compileRule(id, rule));
  return (page) => tests.some((test) => test(page));
}

function rulesOf(match: RecipeMatch): readonly MatchRule[] {
  return Array.isArray(match) ? (match as readonly MatchRule[]) : [match as MatchRule];
}

function compileRule(id: string, rule: MatchRule): Test {
  if (typeof rule === 'function') return rule;
  if (typeof rule === 'string' || rule instanceof RegExp) return urlTest(rule);
  const { url, generator, has } = rule;
  if (has !== undefined) checkSelector(has, id, 'has');
  const tests = [
    ...(url === undefined ? [] : [urlTest(url)]),
    ...(generator === undefined ? [] : [generatorTest(generator)]),
    ...(has === undefined ? [] : [({ $ }: RecipePage) => $(has).length > 0]),
  ];
  return (page) => tests.length > 0 && tests.every((test) => test(page));
}

function urlTest(pattern: string | RegExp): Test {
  const matches = typeof pattern === 'string' ? wildcard(pattern) : regularly(pattern);
  return ({ url }) => matches(url);
}

/** `search`, unlike `test`, looks from the start each time, also with a `g` flag. */
function regularly(pattern: RegExp): (text: string) => boolean {
  return (text) => text.search(pattern) !== -1;
}

function generatorTest(generator: string | RegExp): Test {
  const lower = typeof generator === 'string' ? generator.toLowerCase() : '';
  const matches =
    typeof generator === 'string'
      ? (text: string) => text.toLowerCase().includes(lower)
      : regularly(generator);
  return (page) => generatorsOf(page).some(matches);
}

/** Asked by every recipe, looked for once a page. */
const generators = new WeakMap<RecipePage, readonly string[]>();

function generatorsOf(page: RecipePage): readonly string[] {
  const known = generators.get(page);
  if (known !== undefined) return known;
  const found = page
    .$('meta[name="generator" i]')
    .toArray()
    .slice(0, 10)
    .map(({ attribs }) => (attribs.content ?? '').slice(0, 500));
  generators.set(page, found);
  return found;
}

/** `example.org/albums/*`; the scheme may be left out, and with it stands for both. */
function wildcard(pattern: string): (url: string) => boolean {
  const scheme = /^https?:\/\//.exec(pattern)?.[0] ?? '';
  const rest = pattern.slice(scheme.length);
  const slash = rest.indexOf('/');
  const host = (slash === -1 ? rest : rest.slice(0, slash)).toLowerCase();
  const path = slash === -1 ? undefined : piecesOf(rest.slice(slash));
  return (text) => {
    const url = new URL(text);
    if (scheme !== '' && `${url.protocol}//` !== scheme) return false;
    if (!isHost(url.host, host)) return false;
    return path === undefined || fits(url.pathname + url.search, path);
  };
}

/** `*.example.org` is the domain itself, too; `*` is any. */
function isHost(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('*.')) return host === pattern || host === `www.${pattern}`;
  return host === pattern.slice(2) || host.endsWith(pattern.slice(1));
}

const piecesOf = (pattern: string) => pattern.split('*');

/** Greedy search for the pieces between stars, from left to right: linear, where an expression might go back. */
function fits(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
