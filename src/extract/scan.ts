import { isCDATA, isTag, isText } from 'domhandler';
import type { ChildNode, Element, ParentNode } from 'domhandler';
import { HeadReader } from './head.ts';
import { own, ownCut } from './own.ts';
import { isPaginationElement } from './pagination.ts';
import type { AnchorScan, ImageScan, NoscriptScan, PageScan, PictureScan } from './scanned.ts';
import { parseTree } from './tree.ts';
import { elementBefore, isWithin, walk } from './walk.ts';

interface Context {
  anchor: AnchorScan | undefined;
  picture: PictureScan | undefined;
  noscript: NoscriptScan | undefined;
  inPagination: boolean;
  inSvg: boolean;
  form: Element | undefined;
}

/** Elements whose content a browser does not show as part of the page. `title` is read on its own. */
const NOT_CONTENT = new Set(['script', 'style', 'textarea', 'iframe', 'noembed', 'xmp', 'title']);

/** Elements that part the text around them. */
const PARTS_TEXT = new Set(['br', 'div', 'p', 'li', 'td', 'h1', 'h2', 'h3', 'h4', 'figcaption']);

/** Characters kept of each thing that a form says of itself. */
const FORM_WORDS = 200;

/** Text kept of a link while scanning; cut to its final length when the link is built. */
const TEXT_ENOUGH = 250;

/** Pictures of one page, and links of one page, that are looked at. */
export const MAX_PICTURES = 100_000;
export const MAX_LINKS = 100_000;

/** A lazy image's wrapper: `<span><a><img></a></span><noscript>`. */
const WRAPPER_LEVELS = 3;

/** Whom a `meta` element may speak to that concerns us, and how many of them are read. */
const ROBOTS_NAME = /^\s{0,9}(?:robots|pixhaul)\s{0,9}$/i;
const MOST_METAS = 50;

export function scan(root: ParentNode): PageScan {
  return new Scanner().run(root);
}

class Scanner {
  readonly #head = new HeadReader();
  readonly #page: PageScan = {
    title: '',
    baseHref: undefined,
    refresh: undefined,
    passwordForm: undefined,
    images: [],
    anchors: [],
    pictures: [],
    noscripts: [],
    robots: [],
    mentions: this.#head.mentions,
    data: this.#head.data,
    incomplete: false,
  };
  readonly #noscriptOf = new Map<Element, NoscriptScan>();
  #order = 0;
  #titleSeen = false;

  run(root: ParentNode): PageScan {
    this.#walk(root, {
      anchor: undefined,
      picture: undefined,
      noscript: undefined,
      inPagination: false,
      inSvg: false,
      form: undefined,
    });
    return this.#page;
  }

  #walk(root: ParentNode, context: Context): void {
    walk(root, context, (node, inner) => this.#visit(node, inner));
  }

  #visit(node: ChildNode, context: Context): Context | undefined {
    if (isText(node)) addText(openAnchor(context), node.data);
    if (!isTag(node)) return isCDATA(node) ? context : undefined;
    const name = node.name.toLowerCase();
    if (PARTS_TEXT.has(name)) addText(openAnchor(context), ' ');
    const here =
      !context.inPagination && isPaginationElement(node)
        ? { ...context, inPagination: true }
        : context;
    switch (name) {
      case 'a':
        return this.#anchor(node, here);
      case 'area':
        if (node.attribs.href !== undefined) this.#addAnchor(node, here);
        return undefined;
      case 'link':
        this.#head.link(node);
        if (node.attribs.rel !== undefined && node.attribs.href !== undefined)
          this.#addAnchor(node, here);
        return undefined;
      case 'base':
        this.#page.baseHref ??= node.attribs.href;
        return undefined;
      case 'meta':
        this.#meta(node);
        this.#head.meta(node);
        return undefined;
      case 'form':
        return { ...here, form: node };
      case 'input':
        if (node.attribs.type?.trim().toLowerCase() === 'password')
          this.#page.passwordForm ??= wordsOf(here.form);
        return undefined;
      case 'img':
        this.#image(node, here);
        return undefined;
      case 'picture':
        return this.#picture(here);
      case 'source':
        here.picture?.sources.push(node);
        return undefined;
      case 'noscript':
        return this.#noscript(node, here);
      case 'svg':
        return here.inSvg ? here : { ...here, inSvg: true };
      case 'template':
        // Inert, unless it declares a shadow tree (HTML Living Standard §4.12.3).
        return node.attribs.shadowrootmode === undefined ? undefined : here;
      case 'script':
        this.#head.script(node);
        return undefined;
      case 'title':
        if (!here.inSvg) this.#title(node);
        return undefined;
      default:
        return NOT_CONTENT.has(name) ? undefined : here;
    }
  }

  #anchor(element: Element, context: Context): Context {
    if (context.anchor !== undefined) context.anchor.closed = true;
    const anchor =
      element.attribs.href === undefined ? undefined : this.#addAnchor(element, context);
    return { ...context, anchor };
  }

  #addAnchor(element: Element, context: Context): AnchorScan | undefined {
    if (this.#isFull(this.#page.anchors, MAX_LINKS)) return undefined;
    const anchor: AnchorScan = {
      element,
      order: this.#order++,
      text: '',
      closed: false,
      images: [],
      inPagination: context.inPagination,
    };
    this.#page.anchors.push(anchor);
    return anchor;
  }

  #image(element: Element, context: Context): void {
    if (this.#isFull(this.#page.images, MAX_PICTURES)) return;
    const image: ImageScan = {
      element,
      order: this.#order++,
      anchor: openAnchor(context),
      picture: context.picture,
      inNoscript: context.noscript !== undefined,
    };
    this.#page.images.push(image);
    image.anchor?.images.push(image);
    image.picture?.images.push(image);
    if (context.noscript !== undefined) {
      context.noscript.images.push(image);
      return;
    }
    const before = elementBefore(element);
    const noscript = before === undefined ? undefined : this.#noscriptOf.get(before);
    if (noscript !== undefined) noscript.after ??= image;
  }

  #picture(context: Context): Context {
    if (this.#isFull(this.#page.pictures, MAX_PICTURES)) return context;
    const picture: PictureScan = {
      order: this.#order++,
      anchor: openAnchor(context),
      sources: [],
      images: [],
      inNoscript: context.noscript !== undefined,
    };
    this.#page.pictures.push(picture);
    return { ...context, picture };
  }

  /**
   * Its content is elements where scripts count as off (Crawlee's parser) and one text where they count as on (parse5).
   */
  #noscript(element: Element, context: Context): Context | undefined {
    if (context.noscript !== undefined) return context;
    const before = elementBefore(element);
    const latest = this.#page.images.at(-1);
    const adjacent =
      before !== undefined && latest !== undefined && !latest.inNoscript
        ? isWithin(latest.element, before, WRAPPER_LEVELS)
        : false;
    const noscript: NoscriptScan = {
      element,
      images: [],
      picture: context.picture,
      before: adjacent ? latest : undefined,
      after: undefined,
    };
    this.#page.noscripts.push(noscript);
    this.#noscriptOf.set(element, noscript);
    const inner = { ...context, noscript };
    const only = element.children.length === 1 ? element.children[0] : undefined;
    if (only === undefined || !isText(only)) return inner;
    this.#walk(parseTree(only.data), inner);
    return undefined;
  }

  #meta({ attribs }: Element): void {
    const { name = '', content = '' } = attribs;
    if (attribs['http-equiv']?.trim().toLowerCase() === 'refresh') this.#page.refresh ??= content;
    if (ROBOTS_NAME.test(name) && this.#page.robots.length < MOST_METAS)
      this.#page.robots.push({ name: own(name), content: own(content.slice(0, 1000)) });
  }

  #isFull(found: readonly unknown[], most: number): boolean {
    if (found.length < most) return false;
    this.#page.incomplete = true;
    return true;
  }

  #title(element: Element): void {
    if (this.#titleSeen) return;
    this.#titleSeen = true;
    this.#page.title = element.children.map((child) => (isText(child) ? child.data : '')).join('');
  }
}

/** What a form says of itself. */
function wordsOf(form: Element | undefined): string {
  const { action = '', id = '', name = '', class: className = '' } = form?.attribs ?? {};
  return [action, id, name, className].map((text) => ownCut(text, FORM_WORDS)).join(' ');
}

function openAnchor(context: Context): AnchorScan | undefined {
  return context.anchor?.closed === false ? context.anchor : undefined;
}

/** Collapses as it goes: what is kept stays small however long and blank the page's text is. */
function addText(anchor: AnchorScan | undefined, data: string): void {
  if (anchor === undefined || anchor.text.length >= TEXT_ENOUGH) return;
  const piece = data.replace(/\s+/g, ' ');
  const joined = anchor.text === '' || anchor.text.endsWith(' ') ? piece.trimStart() : piece;
  anchor.text += joined.slice(0, TEXT_ENOUGH + 1);
}
