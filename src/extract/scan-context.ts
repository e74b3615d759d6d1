import type { Element } from 'domhandler';
import type { AnchorScan, FigureScan, HolderScan, NoscriptScan, PictureScan } from './scanned.ts';
import { addText } from './text.ts';

/** What is open around a node, while a page's tree is walked. */
export interface Context {
  anchor: AnchorScan | undefined;
  picture: PictureScan | undefined;
  noscript: NoscriptScan | undefined;
  holder: HolderScan | undefined;
  figure: FigureScan | undefined;
  inCaption: boolean;
  inPagination: boolean;
  inSvg: boolean;
  inTemplate: boolean;
  form: Element | undefined;
}

export const OUTSIDE: Context = {
  anchor: undefined,
  picture: undefined,
  noscript: undefined,
  holder: undefined,
  figure: undefined,
  inCaption: false,
  inPagination: false,
  inSvg: false,
  inTemplate: false,
  form: undefined,
};

/** Text kept of a link and of a caption while scanning; cut to its final length when it is used. */
const LINK_TEXT = 250;
const CAPTION_TEXT = 1_000;

export function openAnchor(context: Context): AnchorScan | undefined {
  return context.anchor?.closed === false ? context.anchor : undefined;
}

/** A text is that of the link and of the caption that it stands in. */
export function addWords(context: Context, data: string): void {
  const anchor = openAnchor(context);
  if (anchor !== undefined) anchor.text = addText(anchor.text, data, LINK_TEXT);
  const { figure } = context;
  if (context.inCaption && figure !== undefined)
    figure.caption = addText(figure.caption, data, CAPTION_TEXT);
}
