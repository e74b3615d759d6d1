import type { Element } from 'domhandler';
import type { HeadReader } from './head.ts';
import type { Said } from './holders.ts';
import { noscriptScan } from './noscript.ts';
import type { PageFacts } from './page-facts.ts';
import { openAnchor, type Context } from './scan-context.ts';
import type {
  AnchorScan,
  FigureScan,
  HolderScan,
  ImageScan,
  NoscriptScan,
  PageScan,
  PictureScan,
} from './scanned.ts';
import type { ImageKind } from './shown.ts';
import { elementBefore } from './walk.ts';

/** Pictures of one page, and links of one page, that are looked at. */
export const MAX_PICTURES = 100_000;
export const MAX_LINKS = 100_000;

/** Holders in holders that a picture is told of. */
const HOLDER_LEVELS = 3;

/** Gathers what is met on a page, in document order, and tells what stands in what. */
export class Collector {
  readonly page: PageScan;
  readonly #noscriptOf = new Map<Element, NoscriptScan>();
  #order = 0;

  constructor(facts: PageFacts, head: HeadReader) {
    this.page = {
      facts,
      images: [],
      anchors: [],
      pictures: [],
      noscripts: [],
      holders: [],
      figures: [],
      mentions: head.mentions,
      data: head.data,
      sheets: head.sheets,
      incomplete: false,
    };
  }

  anchor(element: Element, context: Context): AnchorScan | undefined {
    if (this.#isFull(this.page.anchors, MAX_LINKS)) return undefined;
    const anchor: AnchorScan = {
      element,
      order: this.#order++,
      text: '',
      closed: false,
      images: [],
      inPagination: context.inPagination,
      inTemplate: context.inTemplate,
    };
    this.page.anchors.push(anchor);
    return anchor;
  }

  image(element: Element, context: Context, kind: ImageKind): void {
    if (this.#isFull(this.page.images, MAX_PICTURES)) return;
    const image: ImageScan = {
      element,
      kind,
      order: this.#order++,
      anchor: openAnchor(context),
      picture: kind === 'img' ? context.picture : undefined,
      inNoscript: context.noscript !== undefined,
      inTemplate: context.inTemplate,
    };
    this.page.images.push(image);
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

  picture(context: Context): Context {
    if (this.#isFull(this.page.pictures, MAX_PICTURES)) return context;
    const picture: PictureScan = {
      order: this.#order++,
      anchor: openAnchor(context),
      sources: [],
      images: [],
      inNoscript: context.noscript !== undefined,
    };
    this.page.pictures.push(picture);
    return { ...context, picture };
  }

  figure(context: Context): Context {
    const figure: FigureScan = { caption: '', images: [] };
    this.page.figures.push(figure);
    return { ...context, figure, inCaption: false };
  }

  holder(
    element: Element,
    said: Said,
    anchor: AnchorScan | undefined,
    context: Context,
  ): HolderScan | undefined {
    if (this.#isFull(this.page.holders, MAX_PICTURES)) return undefined;
    // It may show a picture itself.
    const latest = this.page.images.at(-1);
    const images = latest?.element === element ? [latest] : [];
    const order = this.#order++;
    const holder: HolderScan = { ...said, element, order, anchor, images, parent: context.holder };
    this.page.holders.push(holder);
    return holder;
  }

  noscript(element: Element, { picture }: Context): NoscriptScan {
    const noscript = noscriptScan(element, picture, this.page.images.at(-1));
    this.page.noscripts.push(noscript);
    this.#noscriptOf.set(element, noscript);
    return noscript;
  }

  #isFull(found: readonly unknown[], most: number): boolean {
    if (found.length < most) return false;
    this.page.incomplete = true;
    return true;
  }
}
