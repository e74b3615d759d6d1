import { HeldBytes } from './held-bytes.ts';
import { recognise, SNIFF_BYTES } from './kinds.ts';
import type { Recognised } from './kinds.ts';
import type { FormatReader, PictureFacts, PictureReader, Size, Sniff } from './types.ts';
import { missing } from './wholeness.ts';

/** Watches one file go by, from its first byte to its last. */
export function createPictureReader(): PictureReader {
  return new StreamedPicture();
}

class StreamedPicture implements PictureReader {
  sniffed: Sniff = 'more';
  /** What came before the chunk that decides; most often nothing. */
  readonly #head = new HeldBytes();
  #bytes = 0;
  #recognised: Recognised | undefined;
  #reader: FormatReader | undefined;

  get size(): Size | undefined {
    return this.#reader?.found.size;
  }

  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#reader !== undefined) this.#reader.write(chunk);
    else if (this.sniffed === 'more' && chunk.length > 0) this.#sniff(chunk);
  }

  end(): PictureFacts | 'not_a_picture' {
    if (!this.#recognised || !this.#reader) {
      this.sniffed = 'not_a_picture';
      return 'not_a_picture';
    }
    this.#reader.end();
    const { format, kind } = this.#recognised;
    const { found } = this.#reader;
    const cut = missing(found, this.#bytes, kind.last);
    return { format, ...found.size, ...(cut === undefined ? {} : { cut }) };
  }

  #sniff(chunk: Uint8Array): void {
    const before = this.#head.length;
    const room = chunk.subarray(0, SNIFF_BYTES - before);
    if (before > 0) this.#head.append(room);
    const answer = recognise(before > 0 ? this.#head.bytes : room);
    if (answer === 'more') {
      if (before === 0) this.#head.append(room);
      return;
    }
    if (answer === 'not_a_picture') {
      this.sniffed = answer;
    } else {
      this.sniffed = answer.format;
      this.#recognised = answer;
      this.#reader = answer.kind.open();
      this.#reader.write(this.#head.bytes.subarray(0, before));
      this.#reader.write(chunk);
    }
    this.#head.release();
  }
}
