/** Selectors with an attribute behind: `a.full@href`. */
import { isTag, isText, type AnyNode, type Element, type ParentNode } from 'domhandler';
import { messageOf } from '../errors.ts';
import { collapse, ownCut } from '../extract/own.ts';
import { queryOf, type CheerioAPI } from '../extract/select.ts';
import { invalid } from './invalid.ts';
import type { Selector } from './types.ts';

export interface Query {
  css: string;
  /** Undefined: the one that has the address of such an element. */
  attribute: string | undefined;
}

export interface Match {
  element: Element;
  attribute: string;
  value: string;
}

/** Elements of one page that one selector may find. */
const MAX_MATCHES = 100_000;
/** Characters kept of a text. */
const MAX_TEXT = 1_000;

/** @throws CrawlError for what is no selector */
export function parseSelector(selector: Selector, id: string, part: string): Query[] {
  const texts = typeof selector === 'string' ? [selector] : selector;
  return texts.map((text) => {
    const [, css = text, attribute] = /^(.*[^\\])@([\w:.-]+)$/s.exec(text.trim()) ?? [];
    checkSelector(css, id, part);
    return { css, attribute: attribute?.toLowerCase() };
  });
}

/** @throws CrawlError for what is no selector */
export function checkSelector(css: string, id: string, part: string): void {
  try {
    queryOf(undefined)(css);
  } catch (error) {
    throw invalid(
      id,
      `${part} ${JSON.stringify(css)} is not a CSS selector: ${messageOf(error)}`,
      error,
    );
  }
}

export function elementsOf(css: string, $: CheerioAPI): Element[] {
  const found: Element[] = [];
  // One and the same type, declared twice (see `queryOf`).
  const nodes: unknown = $(css).toArray();
  for (const node of nodes as AnyNode[]) {
    if (found.length >= MAX_MATCHES) break;
    // Of a type of node that cheerio does not promise to leave out.
    if (isTag(node)) found.push(node);
  }
  return found;
}

/** What the first of several selectors finds that finds anything, in the order of the page. */
export function matchesOf(queries: readonly Query[], $: CheerioAPI): Match[] {
  for (const { css, attribute } of queries) {
    const found: Match[] = [];
    for (const element of elementsOf(css, $)) {
      const name = attribute ?? addressAttribute(element);
      const value = element.attribs[name]?.trim() ?? '';
      if (value !== '') found.push({ element, attribute: name, value });
    }
    if (found.length > 0) return found;
  }
  return [];
}

const ADDRESSES: Readonly<Record<string, string>> = {
  a: 'href',
  area: 'href',
  link: 'href',
  meta: 'content',
  object: 'data',
};

function addressAttribute({ name, attribs }: Element): string {
  if (name === 'source') return 'srcset';
  return ADDRESSES[name] ?? (attribs.src === undefined && name === 'img' ? 'srcset' : 'src');
}

/** What an element says: its text, or that of its `content` or `alt` where it has none; owned, in one line. */
export function textOf(element: Element): string {
  let text = '';
  const waiting: (ParentNode | { data: string })[] = [element];
  for (
    let node = waiting.pop();
    node !== undefined && text.length < MAX_TEXT;
    node = waiting.pop()
  ) {
    if ('data' in node) {
      text += node.data;
      continue;
    }
    for (const child of [...node.children].reverse()) {
      if (isTag(child) || isText(child)) waiting.push(child);
    }
  }
  const { content, alt } = element.attribs;
  return ownCut(collapse(text) || collapse(content ?? alt ?? ''), MAX_TEXT);
}

/** What the first element says that a selector finds. */
export function firstText(css: string, $: CheerioAPI): string | undefined {
  const [element] = elementsOf(css, $);
  const text = element === undefined ? '' : textOf(element);
  return text === '' ? undefined : text;
}
