/** What the readers of JSON have in common. */
import type { PictureTexts } from '../gathering.ts';
import type { Steps } from '../steps.ts';

/** What the headers of an answer say of the pages that follow. */
export interface Paging {
  /** `Link` (RFC 8288). */
  link?: string;
  /** `X-WP-TotalPages`. */
  totalPages?: number;
}

export interface JsonDocument {
  value: unknown;
  /** The document's own, after redirects. */
  url: string;
  paging?: Paging;
}

/** Takes over the pictures of a piece of HTML; its URLs are relative to `base`, by default the document. */
export type HtmlReader = (
  html: string,
  base: string | undefined,
  texts?: PictureTexts,
) => Steps<void>;
