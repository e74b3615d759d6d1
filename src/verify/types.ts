/** What the bytes of a file tell about it. Pure data. */

/** Canonical names: one media type and one extension a format, whatever the server or the URL says. */
export interface PictureFormat {
  readonly mediaType: string;
  /** Without dot, lower case. */
  readonly ext: string;
}

/** `more`: too few bytes to tell. */
export type Sniff = PictureFormat | 'not_a_picture' | 'more';

export interface Size {
  /** Pixels as stored: a rotation that metadata asks for (EXIF, `irot`) is not applied. */
  width: number;
  height: number;
}

export interface PictureFacts {
  format: PictureFormat;
  /** Pixels, as in `Size`; both absent when the bytes do not tell. */
  width?: number;
  height?: number;
}

/** Watches one file go by. Keeps at most a bounded piece of it, and never throws, whatever the bytes. */
export interface PictureReader {
  /** Bytes in order. A chunk is read within the call and not kept. */
  write(chunk: Uint8Array): void;
  /** Decided within the first 4 KiB at most. */
  readonly sniffed: Sniff;
  /** After the last byte. A stream that is still undecided is not a picture. */
  end(): PictureFacts | 'not_a_picture';
}

/** What a format's reader has found out so far. A check for wholeness belongs here, beside the size. */
export interface Findings {
  size?: Size;
}

/** Follows one file of a known format from its first byte. */
export interface FormatReader {
  readonly found: Findings;
  write(chunk: Uint8Array): void;
  /** After the last byte: settles what only the end can tell. */
  end(): void;
}

/** One line of the table of formats. */
export interface PictureKind {
  /**
   * Tells by the head of a file. An answer other than `more` is final: a longer head of the same file gets the
   * same one, so the result does not depend on how the bytes were cut into chunks.
   */
  sniff(head: Uint8Array): PictureFormat | 'no' | 'more';
  open(): FormatReader;
}
