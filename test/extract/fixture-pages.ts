/** Saved pages with what is right for them, and how well extraction does on them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractPage, type PageContent } from '../../src/extract/index.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/pages', import.meta.url));

/** Beside each `NN-name.html`, as `NN-name.json`; URLs may be relative to `url`. */
interface Expectation {
  url: string;
  /** URLs that have to be chosen, as pictures of this page itself. */
  originals?: string[];
  /** Thumbnails that have to be chosen, each with the page that it links to. */
  thumbnails?: Record<string, string>;
  /** Decoration, with its rule. */
  decor?: Record<string, string>;
  /** Links that have to be found. */
  follow?: string[];
  /** Smaller renditions that have to be known as such. */
  others?: string[];
  /** What is chosen and should not be, and why it is; counts against precision. */
  extras?: Record<string, string>;
}

export interface FixturePage {
  name: string;
  html: string;
  expected: Expectation;
}

/** What was found of what was expected; lists are of what went wrong. */
export interface Score {
  name: string;
  expected: number;
  found: number;
  /** Chosen and not decoration, expected or not. */
  chosen: number;
  missing: string[];
  extras: string[];
  extrasKnown: number;
  decorExpected: number;
  /** `url: rule instead of rule`. */
  decorWrong: string[];
  linksMissing: string[];
  othersMissing: string[];
}

export async function fixturePages(): Promise<FixturePage[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.html')).sort();
  return Promise.all(
    names.map(async (file) => {
      const name = file.slice(0, -'.html'.length);
      const [html, json] = await Promise.all([
        readFile(join(FOLDER, file), 'utf8'),
        readFile(join(FOLDER, `${name}.json`), 'utf8'),
      ]);
      return { name, html, expected: JSON.parse(json) as Expectation };
    }),
  );
}

export function scoreOf({ name, html, expected }: FixturePage): Score {
  const { url } = expected;
  const content = extractPage({ html, url });
  const absolute = (one: string) => new URL(one, url).href;
  const chosen = chosenOf(content);
  const thumbnails = Object.entries(expected.thumbnails ?? {});
  const wanted = [
    ...(expected.originals ?? []).map(absolute),
    ...thumbnails.map(([thumbnail, page]) => `${absolute(thumbnail)} -> ${absolute(page)}`),
  ];
  const decor = new Map(
    content.pictures.flatMap((one) => (one.decor ? [[one.chosen.url, one.decor]] : [])),
  );
  const links = new Set(content.links.map((link) => link.url));
  const others = new Set(content.pictures.flatMap((one) => one.others.map((other) => other.url)));
  const known = new Set(Object.keys(expected.extras ?? {}).map(absolute));
  const extras = [...chosen].filter((one) => !wanted.includes(one));
  const rules = Object.entries(expected.decor ?? {});
  return {
    name,
    expected: wanted.length,
    found: wanted.filter((one) => chosen.has(one)).length,
    chosen: chosen.size,
    missing: wanted.filter((one) => !chosen.has(one)),
    extras: extras.filter((one) => !known.has(one)),
    extrasKnown: extras.filter((one) => known.has(one)).length,
    decorExpected: rules.length,
    decorWrong: rules.flatMap(([one, rule]) => {
      const found = decor.get(absolute(one));
      return found === rule ? [] : [`${absolute(one)}: ${found ?? 'none'} instead of ${rule}`];
    }),
    linksMissing: (expected.follow ?? []).map(absolute).filter((link) => !links.has(link)),
    othersMissing: (expected.others ?? []).map(absolute).filter((other) => !others.has(other)),
  };
}

/** `url`, or `url -> page` of a thumbnail, of what is not decoration. */
function chosenOf({ pictures }: PageContent): Set<string> {
  return new Set(
    pictures
      .filter(({ decor }) => decor === undefined)
      .map(({ chosen, linksTo }) => (linksTo ? `${chosen.url} -> ${linksTo}` : chosen.url)),
  );
}

/** Of all pages together: how much of what is right was found, and how much of what was found is right. */
export function totals(scores: readonly Score[]) {
  const sum = (of: (score: Score) => number) => scores.reduce((all, one) => all + of(one), 0);
  const [expected, found, chosen] = [
    sum((one) => one.expected),
    sum((one) => one.found),
    sum((one) => one.chosen),
  ];
  const decorExpected = sum((one) => one.decorExpected);
  return {
    expected,
    found,
    chosen,
    recall: found / expected,
    precision: found / chosen,
    decorExpected,
    decorRight: decorExpected - sum((one) => one.decorWrong.length),
  };
}
