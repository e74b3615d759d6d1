import { own } from './own.ts';
import { MAX_URL_LENGTH, parse } from './url.ts';

/** Folders and a file of nothing but letters, digits and marks that the URL Standard leaves as they are. */
const SEGMENTS = '(?:[\\w~-][\\w.~-]*/)*(?:[\\w~-][\\w.~-]*)?';
const QUERY = '(?:\\?[\\w.~/=&%+,;:-]*)?';
const RELATIVE = new RegExp(`^(?=[\\w~-])${SEGMENTS}${QUERY}$`);
const ROOTED = new RegExp(`^/(?!/)${SEGMENTS}${QUERY}$`);
/** A host name with a last label that makes it no number, without Punycode. */
const ABSOLUTE = new RegExp(
  `^https?://(?!xn--)(?:[a-z\\d][a-z\\d-]*\\.(?!xn--))+[a-z][a-z]+/${SEGMENTS}${QUERY}$`,
);

/**
 * Resolves URLs that are written as plainly as most are, to the same result as the URL Standard's parser, in a fraction
 * of its time.
 */
export class PlainUrls {
  readonly #origin: string | undefined;
  readonly #folder: string = '';

  constructor(base: string) {
    const url = parse(base);
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '') return;
    this.#origin = url.origin;
    this.#folder = url.origin + url.pathname.slice(0, url.pathname.lastIndexOf('/') + 1);
  }

  /** Undefined for what is to be resolved step by step. */
  resolve(text: string): { url: string } | undefined {
    if (text.length > 1_000) return undefined;
    if (ABSOLUTE.test(text)) return { url: own(text) };
    if (this.#origin === undefined) return undefined;
    const prefix = ROOTED.test(text) ? this.#origin : RELATIVE.test(text) ? this.#folder : '';
    if (prefix === '' || prefix.length + text.length > MAX_URL_LENGTH) return undefined;
    return { url: own(prefix + text) };
  }
}
