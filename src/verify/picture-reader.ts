import { recognise, SNIFF_BYTES } from './kinds.ts';
import type { FormatReader, PictureFacts, PictureReader, Sniff } from './types.ts';

/** Watches one file go by, from its first byte to its last. */
export function createPictureReader(): PictureReader {
  return new StreamedPicture();
}

const NO_BYTES = new Uint8Array(0);

class StreamedPicture implements PictureReader {
  sniffed: Sniff = 'more';
  #head: Uint8Array = NO_BYTES;
  #reader: FormatReader | undefined;

  write(chunk: Uint8Array): void {
    if (this.#reader !== undefined) this.#reader.write(chunk);
    else if (this.sniffed === 'more' && chunk.length > 0) this.#sniff(chunk);
  }

  end(): PictureFacts | 'not_a_picture' {
    if (this.sniffed === 'more' || this.sniffed === 'not_a_picture' || !this.#reader) {
      this.sniffed = 'not_a_picture';
      return 'not_a_picture';
    }
    this.#reader.end();
    return { format: this.sniffed, ...this.#reader.found.size };
  }

  /** Most often the first chunk tells, and nothing is copied. */
  #sniff(chunk: Uint8Array): void {
    const before = this.#head;
    const room = chunk.subarray(0, SNIFF_BYTES - before.length);
    const head = before.length === 0 ? room : Buffer.concat([before, room]);
    const answer = recognise(head);
    if (answer === 'more') {
      this.#head = before.length === 0 ? Uint8Array.from(room) : head;
      return;
    }
    this.#head = NO_BYTES;
    if (answer === 'not_a_picture') {
      this.sniffed = answer;
      return;
    }
    this.sniffed = answer.format;
    this.#reader = answer.kind.open();
    this.#reader.write(before);
    this.#reader.write(chunk);
  }
}
