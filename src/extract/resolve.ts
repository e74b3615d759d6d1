import { createHash } from 'node:crypto';
import { looksLikePicture } from './file-kind.ts';
import { ownCut } from './own.ts';
import { encodeQuery } from './query-encoding.ts';
import type { Refused } from './types.ts';
import { PlainUrls } from './plain-urls.ts';
import { normaliseUrl, type NormalisedUrl } from './url.ts';

/** The absolute URL of a picture, or undefined when it is blank or refused. */
export type Resolve = (raw: string) => string | undefined;

/** Characters kept of a URL that cannot be fetched. */
const REFUSED_LENGTH = 200;

/** URLs of one page that are looked at, and the characters of all of them, resolved; what is beyond is left out. */
const MAX_URLS = 500_000;
const MAX_URL_CHARACTERS = 64 * 1024 * 1024;

/** Resolves the URLs of one page's pictures and keeps those that can never be fetched, each once. */
export class Resolver {
  readonly #base: string;
  readonly #encoding: string;
  readonly #plain: PlainUrls;
  /** By the URL as it stood. Lives as long as the page is looked at. */
  readonly #refused = new Map<string, Refused>();

  /** By the URL as it stood: many pages repeat theirs. */
  readonly #known = new Map<string, NormalisedUrl>();
  #urls = 0;
  #characters = 0;
  /** There were more URLs than are looked at. */
  exhausted = false;

  /** `encoding`: that of the page; see `encodeQuery`. */
  constructor(base: string, encoding = 'utf-8') {
    this.#encoding = encoding;
    this.#base = base;
    this.#plain = new PlainUrls(base);
  }

  get refused(): Refused[] {
    return [...this.#refused.values()];
  }

  readonly picture: Resolve = (raw) => {
    // An empty `src` is no picture (HTML Living Standard §4.8.4.3.5), though it resolves to the page itself.
    const text = raw.trim();
    if (text === '') return undefined;
    const result = this.#normalise(text);
    if (result === undefined) return undefined;
    if ('url' in result) return result.url;
    this.#refuse(text, result.refused);
    return undefined;
  };

  /** The absolute URL of a picture that is only named; one that cannot be fetched is none. */
  readonly mention: Resolve = (raw) => {
    const text = raw.trim();
    if (text === '') return undefined;
    const result = this.#normalise(text);
    return result !== undefined && 'url' in result ? result.url : undefined;
  };

  /** A link's absolute URL. One that cannot be followed is refused only if it would have been a picture. */
  link(raw: string): string | undefined {
    const text = raw.trim();
    const result = this.#normalise(text);
    if (result === undefined) return undefined;
    if ('url' in result) return result.url;
    const isPicture =
      result.refused === 'data_url' ? /^data:image\//i.test(text) : looksLikePicture(text);
    if (isPicture && !/^(?:javascript|mailto|tel):/i.test(text)) this.#refuse(text, result.refused);
    return undefined;
  }

  /** Undefined when the page has had its share of work: what a URL costs later grows with its length. */
  #normalise(text: string): NormalisedUrl | undefined {
    if (this.#urls >= MAX_URLS || this.#characters >= MAX_URL_CHARACTERS) {
      this.exhausted = true;
      return undefined;
    }
    const known = this.#known.get(text);
    const result =
      known ??
      this.#plain.resolve(text) ??
      normaliseUrl(encodeQuery(text, this.#encoding), this.#base);
    if (known === undefined) this.#known.set(text, result);
    this.#urls++;
    this.#characters += 'url' in result ? result.url.length : text.length;
    return result;
  }

  #refuse(raw: string, rule: Refused['rule']): void {
    if (this.#refused.has(raw)) return;
    const hash = createHash('sha256').update(raw).digest('hex');
    this.#refused.set(raw, { url: ownCut(raw, REFUSED_LENGTH), hash, rule });
  }
}
