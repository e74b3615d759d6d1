import { utf16Order } from './svg-markup.ts';

/** Stands for every character that is not ASCII: nothing in markup. */
const OTHER = 0x7f;

/** Markup as bytes of ASCII, chunk by chunk: UTF-16 with a byte a code unit, everything else as it is. */
export class Utf16Ascii {
  /** Place of the low byte in a code unit; undefined while unknown, `false` when the text is not in UTF-16. */
  #low: 0 | 1 | false | undefined;
  /** The first byte of a code unit that is cut; or of the file. */
  #half: number | undefined;

  /** The first byte of a file comes with the next chunk when it came alone. */
  read(chunk: Uint8Array): Buffer {
    if (this.#low === false) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const bytes =
      this.#half === undefined
        ? Buffer.from(chunk)
        : Buffer.concat([[this.#half], chunk].map((part) => Uint8Array.from(part)));
    this.#half = undefined;
    if (this.#low === undefined && bytes.length > 1) {
      const order = utf16Order(bytes);
      this.#low = order === undefined ? false : order === 'utf-16le' ? 0 : 1;
      if (this.#low === false) return bytes;
    }
    const low = this.#low ?? 0;
    if (bytes.length % 2 === 1) this.#half = bytes[bytes.length - 1];
    const ascii = Buffer.alloc(bytes.length >> 1);
    for (let at = 0; at < ascii.length; at++) {
      const high = bytes[at * 2 + 1 - low] ?? 0;
      ascii[at] = high === 0 ? (bytes[at * 2 + low] ?? 0) : OTHER;
    }
    return ascii;
  }
}
