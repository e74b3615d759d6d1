import { tokenizer, TokenType, type CSSToken } from '@csstools/css-tokenizer';

/** Pictures that style declarations draw behind elements, by the tokens of CSS Syntax Level 3. */

/** One file of a layer: `image-set()` offers several, by density. */
export interface LayerFile {
  raw: string;
  density?: number;
}

export interface StyleRule {
  /** As it stands, cut to 200 characters; empty for declarations of one element. */
  selector: string;
  /** One entry for each picture. */
  layers: LayerFile[][];
}

/** Characters read of one element's declarations, and of the text of one `style` element. */
const MAX_INLINE = 16_384;
export const MAX_SHEET_TEXT = 256 * 1024;

const MAX_SELECTOR = 200;
const MAX_LAYERS = 10;
const MAX_FILES = 20;

/** Properties that draw a picture, and custom ones that are named as if they did. */
const DRAWS = /^(?:background|background-image|--.*(?:bg|background|image|img|photo).*)$/;

/** Whether it is worth reading. */
export function mayDraw(style: string): boolean {
  return /(?:url|image-set)\(/i.test(style);
}

/** What an element's own `style` draws. */
export function layersIn(style: string): LayerFile[][] {
  const text = style.slice(0, MAX_INLINE);
  if (!mayDraw(text)) return [];
  const reader = new StyleReader();
  for (const token of tokensOf(text)) reader.read(token);
  return reader.rules().flatMap(({ layers }) => layers);
}

/** What the rules of a style sheet draw; yields now and then. */
export function* rulesIn(css: string): Generator<undefined, StyleRule[]> {
  const reader = new StyleReader();
  for (const token of tokensOf(css.slice(0, MAX_SHEET_TEXT))) {
    reader.read(token);
    yield;
  }
  return reader.rules();
}

function* tokensOf(css: string): Generator<CSSToken> {
  const tokens = tokenizer({ css });
  while (!tokens.endOfFile()) yield tokens.nextToken();
}

class StyleReader {
  readonly #rules: StyleRule[] = [];
  /** Selectors of the blocks that are open. */
  readonly #blocks: string[] = [];
  /** Names of the functions that are open; empty for a bare parenthesis. */
  readonly #functions: string[] = [];
  #prelude = '';
  #property: string | undefined;
  #inValue = false;
  #layers: LayerFile[][] = [[]];

  rules(): StyleRule[] {
    this.#endDeclaration();
    return this.#rules;
  }

  read(token: CSSToken): void {
    const [type, text] = token;
    if (type === TokenType.Semicolon || type === TokenType.CloseCurly) {
      this.#endDeclaration();
      if (type === TokenType.CloseCurly) this.#blocks.pop();
      return;
    }
    if (type === TokenType.OpenCurly) {
      if (this.#blocks.length < 100) this.#blocks.push(this.#prelude.trim());
      this.#start();
      return;
    }
    if (this.#prelude.length < MAX_SELECTOR) this.#prelude += text.slice(0, MAX_SELECTOR);
    if (this.#inValue) this.#value(token);
    else if (type === TokenType.Colon) this.#inValue = this.#property !== undefined;
    else if (type === TokenType.Ident) this.#property = text.slice(0, 100).toLowerCase();
    else if (type !== TokenType.Whitespace && type !== TokenType.Comment)
      this.#property = undefined;
  }

  #value(token: CSSToken): void {
    switch (token[0]) {
      case TokenType.Function:
        this.#functions.push(token[4].value.toLowerCase());
        return;
      case TokenType.OpenParen:
        this.#functions.push('');
        return;
      case TokenType.CloseParen:
        this.#functions.pop();
        return;
      case TokenType.Comma:
        if (this.#functions.length === 0 && this.#layers.length < MAX_LAYERS) this.#layers.push([]);
        return;
      case TokenType.URL:
        this.#add(token[4].value);
        return;
      case TokenType.String:
        if (/^(?:url|src|(?:-webkit-)?image-set|image)$/.test(this.#functions.at(-1) ?? ''))
          this.#add(token[4].value);
        return;
      case TokenType.Dimension: {
        const file = this.#layers.at(-1)?.at(-1);
        const density = densityOf(token[4].value, token[4].unit.toLowerCase());
        if (file !== undefined && density !== undefined && this.#functions.length > 0)
          file.density ??= density;
      }
    }
  }

  #add(raw: string): void {
    const layer = this.#layers.at(-1);
    if (layer !== undefined && raw.trim() !== '' && layer.length < MAX_FILES) layer.push({ raw });
  }

  #endDeclaration(): void {
    const layers = this.#layers.filter((layer) => layer.length > 0);
    if (layers.length > 0 && DRAWS.test(this.#property ?? ''))
      this.#rules.push({ selector: this.#blocks.at(-1) ?? '', layers });
    this.#start();
  }

  #start(): void {
    this.#prelude = '';
    this.#property = undefined;
    this.#inValue = false;
    this.#functions.length = 0;
    this.#layers = [[]];
  }
}

function densityOf(value: number, unit: string): number | undefined {
  if (unit === 'x' || unit === 'dppx') return value;
  return unit === 'dpi' ? value / 96 : undefined;
}
