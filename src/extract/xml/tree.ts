/**
 * A small tree of an XML text, in time and memory that are bounded whatever the text nests. Not validating: an end tag
 * that matches nothing is passed over, and what is left open ends with the text. There are no entities but the five of
 * XML itself (XML 1.0 §4.6), so nothing can be made to expand or to be fetched.
 */
import { Tokenizer } from 'htmlparser2';
import type { TokenizerCallbacks } from 'htmlparser2';
import type { Steps } from '../steps.ts';
import { prefixOf } from './namespaces.ts';

export interface XmlElement {
  /** Lower case; with the usual prefix of its namespace, whatever the text calls it (`media:content`). */
  name: string;
  /** Names in lower case, as they stand. */
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** Its own text and CDATA, without that of its children. */
  text: string;
  /** What stands between its tags, as it stands: markup, where it holds XHTML. */
  source: string;
}

/** Elements; what comes after is left out. A sitemap of 50,000 pages with four things each has 250,000. */
const MAX_ELEMENTS = 750_000;
const MAX_ATTRIBUTES = 50;
const MAX_NAME = 200;
/** Levels; deeper elements are left out. */
const MAX_DEPTH = 200;
/** Pieces, parted by character references, of one text or value; further ones are left out. */
const MAX_PIECES = 200_000;
/** Characters read in one step. */
const STEP = 65_536;

export interface XmlTree {
  root: XmlElement | undefined;
  /** There was more than is read. */
  cut: boolean;
}

export function* parseXml(text: string): Steps<XmlTree> {
  const builder = new XmlBuilder(text);
  const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: true }, builder);
  for (let at = 0; at < text.length && !builder.full; at += STEP) {
    tokenizer.write(text.slice(at, at + STEP));
    yield;
  }
  if (!builder.full) tokenizer.end();
  return { root: builder.finish(), cut: builder.full };
}

interface Open extends XmlElement {
  /** As it stands, for its end tag. */
  tag: string;
  pieces: string[];
  from: number;
}

class XmlBuilder implements TokenizerCallbacks {
  full = false;
  readonly #text: string;
  readonly #prefixes = new Map<string, string>();
  readonly #open: Open[] = [];
  readonly #openCounts = new Map<string, number>();
  #root: XmlElement | undefined;
  #elements = 0;
  /** Levels of elements that are too deep. */
  #tooDeep = 0;
  #tag = '';
  #attributes: Record<string, string> = {};
  #attributeCount = 0;
  #attribute = '';
  #value: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  finish(): XmlElement | undefined {
    while (this.#open.length > 0) this.#close(this.#text.length);
    return this.#root;
  }

  ontext(start: number, end: number): void {
    this.#addText(this.#text.slice(start, end));
  }

  ontextentity(codepoint: number): void {
    this.#addText(String.fromCodePoint(codepoint));
  }

  oncdata(start: number, end: number, endOffset: number): void {
    this.ontext(start, end - endOffset);
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#nameAt(start, end);
    this.#attributes = {};
    this.#attributeCount = 0;
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.#nameAt(start, end);
    this.#value = [];
  }

  onattribdata(start: number, end: number): void {
    if (this.#value.length < MAX_PIECES) this.#value.push(this.#text.slice(start, end));
  }

  onattribentity(codepoint: number): void {
    if (this.#value.length < MAX_PIECES) this.#value.push(String.fromCodePoint(codepoint));
  }

  onattribend(): void {
    if (this.#attributeCount++ >= MAX_ATTRIBUTES) return;
    const value = this.#value.join('');
    this.#attributes[this.#attribute] = value;
    if (this.#attribute.startsWith('xmlns:'))
      this.#prefixes.set(this.#attribute.slice('xmlns:'.length), prefixOf(value) ?? '');
  }

  onopentagend(end: number): void {
    this.#openElement(end + 1);
  }

  onselfclosingtag(end: number): void {
    this.#openElement(end + 1);
    if (this.#tooDeep > 0) this.#tooDeep--;
    else if (!this.full) this.#close(end + 1);
  }

  onclosetag(start: number, end: number): void {
    const tag = this.#nameAt(start, end);
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    if ((this.#openCounts.get(tag) ?? 0) === 0) return;
    // Each step takes an element off for good.
    while (this.#close(start - 2) !== tag);
  }

  oncomment(): void {
    // Not content.
  }
  ondeclaration(): void {
    // Nor are entities read that it may declare.
  }
  onprocessinginstruction(): void {
    // Not content.
  }
  onend(): void {
    // `finish` ends what is open.
  }

  #openElement(from: number): void {
    if (this.#elements >= MAX_ELEMENTS) {
      this.full = true;
      return;
    }
    if (this.#open.length >= MAX_DEPTH) {
      this.#tooDeep++;
      return;
    }
    this.#elements++;
    const element: Open = {
      name: this.#usualName(this.#tag),
      attributes: this.#attributes,
      children: [],
      text: '',
      source: '',
      tag: this.#tag,
      pieces: [],
      from,
    };
    this.#open.push(element);
    this.#openCounts.set(this.#tag, (this.#openCounts.get(this.#tag) ?? 0) + 1);
  }

  /** @returns the tag of the element that ended */
  #close(end: number): string | undefined {
    const open = this.#open.pop();
    if (open === undefined) return undefined;
    const { tag, pieces, from, name, attributes, children } = open;
    this.#openCounts.set(tag, (this.#openCounts.get(tag) ?? 1) - 1);
    const source = children.length > 0 ? this.#text.slice(from, Math.max(from, end)) : '';
    const element = { name, attributes, children, text: pieces.join('').trim(), source };
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else this.#root ??= element;
    return tag;
  }

  #addText(text: string): void {
    const pieces = this.#open.at(-1)?.pieces;
    if (pieces !== undefined && this.#tooDeep === 0 && pieces.length < MAX_PIECES)
      pieces.push(text);
  }

  #nameAt(start: number, end: number): string {
    return this.#text.slice(start, Math.min(end, start + MAX_NAME)).toLowerCase();
  }

  #usualName(tag: string): string {
    const colon = tag.indexOf(':');
    if (colon === -1) return tag;
    const usual = this.#prefixes.get(tag.slice(0, colon));
    if (usual === undefined || usual === '') return tag;
    return `${usual}:${tag.slice(colon + 1)}`;
  }
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the first child of that name that has one. */
export function textIn(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name && child.text !== '')?.text;
}
