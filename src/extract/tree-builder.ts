import { Document, Element, Text } from 'domhandler';
import type { ParentNode } from 'domhandler';
import type { TokenizerCallbacks } from 'htmlparser2';
import { MAX_SHEET_TEXT } from './css.ts';
import { own } from './own.ts';
import { CLOSED_BY, FOREIGN, VOID } from './tag-rules.ts';

/**
 * Elements and texts of one page; what comes after is left out. A page of 100,000 pictures, each a link in a list, has
 * about 500,000. A node takes some 400 bytes.
 */
const MAX_NODES = 750_000;
/** Attributes of one element; further ones are left out. */
const MAX_ATTRIBUTES = 256;
/** Characters of the text of a script that holds data; a longer one is cut, and so no JSON. */
export const MAX_DATA_TEXT = 2 * 1024 * 1024;
/** Characters of one text; nobody reads further ones. */
const MAX_TEXT = 1_000;
/** Names remembered. */
const MAX_NAMES = 1_000;
/** Pieces, parted by character references, of one attribute's value. */
const MAX_PIECES = 20_000;

/**
 * A tree from htmlparser2's tokens, in time and memory that are bounded whatever the page nests: its own parser looks
 * through all open elements for each end tag that matches none, which 200 kB of the wrong tags make seconds of.
 *
 * Programs, comments and texts beyond their bounds are not kept: nothing looks at them.
 */
export class TreeBuilder implements TokenizerCallbacks {
  readonly document = new Document([]);
  /** There was more than `MAX_NODES`. */
  full = false;
  readonly #html: string;
  readonly #xml: boolean;
  readonly #open: Element[] = [];
  #mostText = MAX_TEXT;
  readonly #openCounts = new Map<string, number>();
  #nodes = 0;
  #tag = '';
  #attributes: Record<string, string> = {};
  #attributeCount = 0;
  #attribute = '';
  #value = '';
  #pieces = 0;
  readonly #names = new Map<string, string>();

  /** `xml`: `<a/>` closes itself and CDATA is text, as in XHTML that is served as such. */
  constructor(html: string, xml: boolean) {
    this.#html = html;
    this.#xml = xml;
  }

  ontext(start: number, end: number): void {
    const last = this.#parent.lastChild;
    const most = this.#mostText;
    if (!(last instanceof Text)) {
      this.#append(new Text(this.#html.slice(start, Math.min(end, start + most))));
    } else if (last.data.length < most) {
      last.data += this.#html.slice(start, Math.min(end, start + most));
    }
  }

  ontextentity(codepoint: number): void {
    const last = this.#parent.lastChild;
    const text = String.fromCodePoint(codepoint);
    if (!(last instanceof Text)) this.#append(new Text(text));
    else if (last.data.length < MAX_TEXT) last.data += text;
  }

  oncdata(start: number, end: number, endOffset: number): void {
    if (this.#xml || this.#isForeign) this.ontext(start, end - endOffset);
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#nameAt(start, end);
    this.#attributes = {};
    this.#attributeCount = 0;
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.#nameAt(start, end);
    this.#value = '';
    this.#pieces = 0;
  }

  onattribdata(start: number, end: number): void {
    if (this.#pieces++ < MAX_PIECES) this.#value += this.#html.slice(start, end);
  }

  onattribentity(codepoint: number): void {
    if (this.#pieces++ < MAX_PIECES) this.#value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    if (this.#attributeCount >= MAX_ATTRIBUTES || Object.hasOwn(this.#attributes, this.#attribute))
      return;
    this.#attributeCount++;
    // A string that was put together of many is larger than its characters until it is copied.
    this.#attributes[this.#attribute] = this.#pieces > 1 ? own(this.#value) : this.#value;
    this.#value = '';
  }

  onopentagend(): void {
    this.#openElement(false);
  }

  onselfclosingtag(): void {
    this.#openElement(this.#xml || this.#isForeign || FOREIGN.includes(this.#tag));
  }

  onclosetag(start: number, end: number): void {
    const name = this.#nameAt(start, end);
    if ((this.#openCounts.get(name) ?? 0) === 0) {
      // `</br>` is a break, too (HTML Living Standard §13.2.6.4.7).
      if (name === 'br' && !this.#xml) this.#append(new Element(name, {}));
      return;
    }
    // Each step takes an element off for good.
    while (this.#pop() !== name);
  }

  oncomment(): void {
    // Not content.
  }
  ondeclaration(): void {
    // Not content.
  }
  onprocessinginstruction(): void {
    // Not content.
  }
  onend(): void {
    // Elements left open are in the tree already.
  }

  #openElement(closesItself: boolean): void {
    const closed = this.#xml ? undefined : CLOSED_BY.get(this.#tag);
    while (closed?.has(this.#open.at(-1)?.name ?? '') === true) this.#pop();
    const element = new Element(this.#tag, this.#attributes);
    this.#append(element);
    if (closesItself || VOID.has(this.#tag)) return;
    this.#open.push(element);
    this.#mostText = mostTextIn(element);
    this.#openCounts.set(this.#tag, (this.#openCounts.get(this.#tag) ?? 0) + 1);
  }

  #pop(): string | undefined {
    const name = this.#open.pop()?.name;
    this.#mostText = MAX_TEXT;
    if (name !== undefined) this.#openCounts.set(name, (this.#openCounts.get(name) ?? 1) - 1);
    return name;
  }

  #append(node: Element | Text): void {
    if (this.#nodes >= MAX_NODES) {
      this.full = true;
      return;
    }
    this.#nodes++;
    const parent = this.#parent;
    const before = parent.lastChild;
    node.parent = parent;
    node.prev = before;
    if (before !== null) before.next = node;
    parent.children.push(node);
  }

  /** In lower case; the same string object for the same name, as pages have few. */
  #nameAt(start: number, end: number): string {
    const name = this.#html.slice(start, Math.min(end, start + MAX_TEXT));
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const lower = own(name.toLowerCase());
    if (this.#names.size < MAX_NAMES) this.#names.set(own(name), lower);
    return lower;
  }

  get #parent(): ParentNode {
    return this.#open.at(-1) ?? this.document;
  }

  get #isForeign(): boolean {
    return FOREIGN.some((name) => (this.#openCounts.get(name) ?? 0) > 0);
  }
}

/** JSON is read whole, style sheets for the most part; a program is not read. */
function mostTextIn({ name, attribs }: Element): number {
  if (name === 'style') return MAX_SHEET_TEXT;
  return name === 'script' && /json/i.test(attribs.type?.slice(0, 100) ?? '')
    ? MAX_DATA_TEXT
    : MAX_TEXT;
}
