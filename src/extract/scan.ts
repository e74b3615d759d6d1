import { isCDATA, isDocument, isTag, isText } from 'domhandler';
import type { ChildNode, Element, ParentNode } from 'domhandler';
import { Collector } from './collector.ts';
import { HeadReader } from './head.ts';
import { addMicrodata, saidBy } from './holders.ts';
import { PageFacts } from './page-facts.ts';
import { isPaginationElement } from './pagination.ts';
import type { PageScan } from './scanned.ts';
import { drawsContent, embedsPicture } from './shown.ts';
import { atOnce, type Steps } from './steps.ts';
import { addWords, OUTSIDE, type Context } from './scan-context.ts';
import { parseTree } from './tree.ts';
import { walkInSteps } from './walk.ts';

/** Elements whose content a browser does not show as part of the page. `title` is read on its own. */
const NOT_CONTENT = new Set(['textarea', 'iframe', 'noembed', 'xmp']);

/** Elements that part the text around them. */
const PARTS_TEXT = new Set(['br', 'div', 'p', 'li', 'td', 'h1', 'h2', 'h3', 'h4', 'figcaption']);

/** What a page's tree holds of pictures and links, in one pass over it. */
export function scan(root: ParentNode): Steps<PageScan> {
  return new Scanner().run(root);
}

class Scanner {
  readonly #facts = new PageFacts();
  readonly #head = new HeadReader();
  readonly #found = new Collector(this.#facts, this.#head);

  *run(root: ParentNode): Steps<PageScan> {
    yield* this.#walk(root, OUTSIDE);
    return this.#found.page;
  }

  #walk(root: ParentNode, context: Context): Steps<undefined> {
    return walkInSteps(root, context, (node, inner) => this.#visit(node, inner));
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
        if (node.attribs.href !== undefined) this.#found.anchor(node, here);
        return undefined;
      case 'link':
        if (!addMicrodata(node, here.holder)) this.#head.link(node);
        if (node.attribs.rel !== undefined && node.attribs.href !== undefined)
          this.#found.anchor(node, here);
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
        this.#found.image(node, here, 'img');
        return undefined;
      case 'image':
        this.#found.image(node, here, here.inSvg ? 'svg-image' : 'img');
        return undefined;
      case 'video':
      case 'amp-video':
        if ((node.attribs.poster ?? node.attribs['data-poster'] ?? '') !== '')
          this.#found.image(node, here, 'poster');
        return here;
      case 'object':
      case 'embed':
        if (embedsPicture(node)) this.#found.image(node, here, 'object');
        return here;
      case 'picture':
        return this.#found.picture(here);
      case 'source':
        here.picture?.sources.push(node);
        return undefined;
      case 'figure':
        return this.#found.figure(here);
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
      this.#found.image(element, { ...context, anchor }, 'background');
    if (said.offers.length === 0 && said.json.length === 0 && !said.isImageObject) return inner;
    const holder = this.#found.holder(element, said, anchor, context);
    if (holder === undefined) return inner;
    return inner === undefined ? undefined : { ...inner, holder };
  }

  #anchor(element: Element, context: Context): Context {
    if (context.anchor !== undefined) context.anchor.closed = true;
    const anchor =
      element.attribs.href === undefined ? undefined : this.#found.anchor(element, context);
    return { ...context, anchor };
  }

  #input(element: Element, context: Context): void {
    const type = element.attribs.type?.trim().toLowerCase();
    if (type === 'password') this.#facts.passwordField(context.form);
    else if (type === 'image') this.#found.image(element, context, 'button');
  }

  /**
   * Its content is elements where scripts count as off (Crawlee's parser) and one text where they count as on (parse5).
   */
  #noscript(element: Element, context: Context): Context | undefined {
    if (context.noscript !== undefined) return context;
    const noscript = this.#found.noscript(element, context);
    const inner = { ...context, noscript };
    const only = element.children.length === 1 ? element.children[0] : undefined;
    if (only === undefined || !isText(only)) return inner;
    // The text is one that a parser has read in one go already.
    atOnce(this.#walk(parseTree(only.data), inner));
    return undefined;
  }
}
