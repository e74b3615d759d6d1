import { isCDATA, isDocument, isTag, isText } from 'domhandler';
import type { ChildNode, Element, ParentNode } from 'domhandler';
import { HeadReader } from './head.ts';
import { addMicrodata, saidBy } from './holders.ts';
import { noscriptScan } from './noscript.ts';
import { PageFacts } from './page-facts.ts';
import { isPaginationElement } from './pagination.ts';
import type {
  AnchorScan,
  FigureScan,
  HolderScan,
  ImageScan,
  NoscriptScan,
  PageScan,
  PictureScan,
} from './scanned.ts';
import { drawsContent, embedsPicture, type ImageKind } from './shown.ts';
import { addWords, openAnchor, OUTSIDE, type Context } from './scan-context.ts';
import { parseTree } from './tree.ts';
import { elementBefore, walk } from './walk.ts';

/** Elements whose content a browser does not show as part of the page. `title` is read on its own. */
const NOT_CONTENT = new Set(['textarea', 'iframe', 'noembed', 'xmp']);

/** Elements that part the text around them. */
const PARTS_TEXT = new Set(['br', 'div', 'p', 'li', 'td', 'h1', 'h2', 'h3', 'h4', 'figcaption']);

/** Pictures of one page, and links of one page, that are looked at. */
export const MAX_PICTURES = 100_000;
export const MAX_LINKS = 100_000;

/** Holders in holders that a picture is told of. */
const HOLDER_LEVELS = 3;

export function scan(root: ParentNode): PageScan {
  return new Scanner().run(root);
}

class Scanner {
  readonly #facts = new PageFacts();
  readonly #head = new HeadReader();
  readonly #page: PageScan = {
    facts: this.#facts,
    images: [],
    anchors: [],
    pictures: [],
    noscripts: [],
    holders: [],
    figures: [],
    mentions: this.#head.mentions,
    data: this.#head.data,
    sheets: this.#head.sheets,
    incomplete: false,
  };
  readonly #noscriptOf = new Map<Element, NoscriptScan>();
  #order = 0;

  run(root: ParentNode): PageScan {
    this.#walk(root, OUTSIDE);
    return this.#page;
  }

  #walk(root: ParentNode, context: Context): void {
    walk(root, context, (node, inner) => this.#visit(node, inner));
  }

  #visit(node: ChildNode, context: Context): Context | undefined {
    if (isText(node)) addWords(context, node.data);
    // The content of a template is a document of its own for some parsers.
    if (!isTag(node)) return isCDATA(node) || isDocument(node) ? context : undefined;
    const name = node.name.toLowerCase();
    if (PARTS_TEXT.has(name)) addWords(context, ' ');
    const here =
      !context.inPagination && isPaginationElement(node)
        ? { ...context, inPagination: true }
        : context;
    const inner = this.#element(node, name, here);
    return this.#attributes(node, name, here, inner);
  }

  #element(node: Element, name: string, here: Context): Context | undefined {
    switch (name) {
      case 'a':
        return this.#anchor(node, here);
      case 'area':
        if (node.attribs.href !== undefined) this.#addAnchor(node, here);
        return undefined;
      case 'link':
        if (!addMicrodata(node, here.holder)) this.#head.link(node);
        if (node.attribs.rel !== undefined && node.attribs.href !== undefined)
          this.#addAnchor(node, here);
        return undefined;
      case 'base':
        this.#facts.base(node);
        return undefined;
      case 'meta':
        this.#facts.meta(node);
        if (!addMicrodata(node, here.holder)) this.#head.meta(node);
        return undefined;
      case 'form':
        return { ...here, form: node };
      case 'input':
        this.#input(node, here);
        return undefined;
      case 'img':
      case 'amp-img':
      case 'amp-anim':
        this.#image(node, here, 'img');
        return undefined;
      case 'image':
        this.#image(node, here, here.inSvg ? 'svg-image' : 'img');
        return undefined;
      case 'video':
      case 'amp-video':
        if ((node.attribs.poster ?? node.attribs['data-poster'] ?? '') !== '')
          this.#image(node, here, 'poster');
        return here;
      case 'object':
      case 'embed':
        if (embedsPicture(node)) this.#image(node, here, 'object');
        return here;
      case 'picture':
        return this.#picture(here);
      case 'source':
        here.picture?.sources.push(node);
        return undefined;
      case 'figure':
        return this.#figure(here);
      case 'figcaption':
        return here.figure === undefined ? here : { ...here, inCaption: true };
      case 'noscript':
        return this.#noscript(node, here);
      case 'svg':
        return here.inSvg ? here : { ...here, inSvg: true };
      case 'template':
        // Inert, unless it declares a shadow tree (HTML Living Standard §4.12.3).
        return node.attribs.shadowrootmode === undefined ? { ...here, inTemplate: true } : here;
      case 'script':
        this.#head.script(node);
        return undefined;
      case 'style':
        this.#head.style(node);
        return undefined;
      case 'title':
        if (!here.inSvg) this.#facts.titleElement(node);
        return undefined;
      default:
        return NOT_CONTENT.has(name) ? undefined : here;
    }
  }

  /** What an element's attributes say of pictures, whatever element it is. */
  #attributes(
    element: Element,
    name: string,
    context: Context,
    inner: Context | undefined,
  ): Context | undefined {
    const said = saidBy(element, name);
    if (said === undefined) return inner;
    const anchor = name === 'a' ? inner?.anchor : context.anchor;
    if (
      said.background &&
      name !== 'img' &&
      drawsContent(element, anchor !== undefined || said.offers.length > 0)
    )
      this.#image(element, { ...context, anchor }, 'background');
    if (said.offers.length === 0 && said.json.length === 0 && !said.isImageObject) return inner;
    if (this.#isFull(this.#page.holders, MAX_PICTURES)) return inner;
    const latest = this.#page.images.at(-1);
    const images = latest?.element === element ? [latest] : [];
    const holder: HolderScan = {
      ...said,
      element,
      order: this.#order++,
      anchor,
      images,
      parent: context.holder,
    };
    this.#page.holders.push(holder);
    return inner === undefined ? undefined : { ...inner, holder };
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
      inTemplate: context.inTemplate,
    };
    this.#page.anchors.push(anchor);
    return anchor;
  }

  #input(element: Element, context: Context): void {
    const type = element.attribs.type?.trim().toLowerCase();
    if (type === 'password') this.#facts.passwordField(context.form);
    else if (type === 'image') this.#image(element, context, 'button');
  }

  #image(element: Element, context: Context, kind: ImageKind): void {
    if (this.#isFull(this.#page.images, MAX_PICTURES)) return;
    const image: ImageScan = {
      element,
      kind,
      order: this.#order++,
      anchor: openAnchor(context),
      picture: kind === 'img' ? context.picture : undefined,
      inNoscript: context.noscript !== undefined,
      inTemplate: context.inTemplate,
    };
    this.#page.images.push(image);
    image.anchor?.images.push(image);
    image.picture?.images.push(image);
    for (let [holder, level] = [context.holder, 0]; holder && level < HOLDER_LEVELS; level++) {
      holder.images.push(image);
      holder = holder.parent;
    }
    context.figure?.images.push(image);
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

  #figure(context: Context): Context {
    const figure: FigureScan = { caption: '', images: [] };
    this.#page.figures.push(figure);
    return { ...context, figure, inCaption: false };
  }

  /**
   * Its content is elements where scripts count as off (Crawlee's parser) and one text where they count as on (parse5).
   */
  #noscript(element: Element, context: Context): Context | undefined {
    if (context.noscript !== undefined) return context;
    const noscript = noscriptScan(element, context.picture, this.#page.images.at(-1));
    this.#page.noscripts.push(noscript);
    this.#noscriptOf.set(element, noscript);
    const inner = { ...context, noscript };
    const only = element.children.length === 1 ? element.children[0] : undefined;
    if (only === undefined || !isText(only)) return inner;
    this.#walk(parseTree(only.data), inner);
    return undefined;
  }

  #isFull(found: readonly unknown[], most: number): boolean {
    if (found.length < most) return false;
    this.#page.incomplete = true;
    return true;
  }
}
