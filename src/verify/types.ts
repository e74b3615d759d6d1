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
  /** What is missing, when the file ends before the picture does, or when its structure leads to no end. */
  cut?: string;
}

/** Watches one file go by. Keeps at most a bounded piece of it, and never throws, whatever the bytes. */
export interface PictureReader {
  /** Bytes in order. A chunk is read within the call and not kept. */
  write(chunk: Uint8Array): void;
  /** Decided within the first 16 KiB at most. */
  readonly sniffed: Sniff;
  /** As soon as the bytes tell it. */
  readonly size: Size | undefined;
  /** After the last byte. A stream that is still undecided is not a picture. */
  end(): PictureFacts | 'not_a_picture';
}

/** What a format's reader has found out so far. */
export interface Findings {
  size?: Size;
  /** All of the picture has gone by, if only the file has as many bytes as it `needs`. */
  whole?: boolean;
  /** Bytes that the file must have at least, counted from its first: something of the picture lies that far. */
  needs?: number;
  /** Why the structure leads no further. */
  broken?: string;
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
  /** What a whole file of this kind has at last, as in "the end marker". */
  readonly last: string;
  open(): FormatReader;
}
