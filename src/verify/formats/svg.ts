import { latin1 } from '../bytes.ts';
import { HeldBytes } from '../held-bytes.ts';
import type { Findings, FormatReader, PictureKind } from '../types.ts';
import { findSvgRoot, markupText, svgSize } from './svg-markup.ts';
import { SvgScan } from './svg-scan.ts';
import { Utf16Ascii } from './utf16-ascii.ts';

const SVG = { mediaType: 'image/svg+xml', ext: 'svg' };

/** The start tag of the root element lies within this, namespaces of drawing programs included. */
const MAX_HELD = 64 * 1024;

/** How a file in UTF-8 or UTF-16 may begin: while there is no more than that, nothing can be said. */
const ENCODING_MARKS = ['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff', '\0<'];
const LONGEST_MARK = 3;

export const svg: PictureKind = {
  sniff(head) {
    if (
      head.length <= LONGEST_MARK &&
      ENCODING_MARKS.some((mark) => mark.startsWith(latin1(head)))
    ) {
      return 'more';
    }
    const root = findSvgRoot(markupText(head));
    return typeof root === 'number' ? SVG : root;
  },
  last: 'the end of the root element',
  open: () => new SvgReader(),
};

/** Holds the head of the file until the root's start tag is complete, and watches for its end. */
class SvgReader implements FormatReader {
  readonly found: Findings = {};
  readonly #scan = new SvgScan();
  readonly #ascii = new Utf16Ascii();
  readonly #held = new HeldBytes();
  #sized = false;
  /** Tried again only when the text has doubled, so that the work stays linear however small the chunks. */
  #nextTry = 0;

  write(chunk: Uint8Array): void {
    if (this.found.whole === true && this.#sized) return;
    this.#scan.write(this.#ascii.read(chunk));
    this.found.whole = this.#scan.closed;
    if (!this.#sized) this.#hold(chunk);
  }

  end(): void {
    if (!this.#sized) this.#try();
    this.#release();
  }

  #hold(chunk: Uint8Array): void {
    this.#held.append(chunk.subarray(0, MAX_HELD - this.#held.length));
    if (this.#held.length < this.#nextTry) return;
    this.#nextTry = Math.min(this.#held.length * 2, MAX_HELD);
    this.#try();
    if (this.found.size !== undefined || this.#held.length === MAX_HELD) this.#release();
  }

  #try(): void {
    const text = markupText(this.#held.bytes);
    const root = findSvgRoot(text);
    if (typeof root === 'number') Object.assign(this.found, svgSize(text, root));
  }

  #release(): void {
    this.#sized = true;
    this.#held.release();
  }
}
