import { createHash } from 'node:crypto';
import { looksLikePicture } from './file-kind.ts';
import { ownCut } from './own.ts';
import type { Refused } from './types.ts';
import { normaliseUrl } from './url.ts';

/** The absolute URL of a picture, or undefined when it is blank or refused. */
export type Resolve = (raw: string) => string | undefined;

/** Characters kept of a URL that cannot be fetched. */
const REFUSED_LENGTH = 200;

/** Resolves the URLs of one page's pictures and keeps those that can never be fetched, each once. */
export class Resolver {
  readonly #base: string;
  /** By the URL as it stood. Lives as long as the page is looked at. */
  readonly #refused = new Map<string, Refused>();

  constructor(base: string) {
    this.#base = base;
  }

  get refused(): Refused[] {
    return [...this.#refused.values()];
  }

  readonly picture: Resolve = (raw) => {
    // An empty `src` is no picture (HTML Living Standard §4.8.4.3.5), though it resolves to the page itself.
    const text = raw.trim();
    if (text === '') return undefined;
    const result = normaliseUrl(text, this.#base);
    if ('url' in result) return result.url;
    this.#refuse(text, result.refused);
    return undefined;
  };

  /** A link's absolute URL. One that cannot be followed is refused only if it would have been a picture. */
  link(raw: string): string | undefined {
    const text = raw.trim();
    const result = normaliseUrl(text, this.#base);
    if ('url' in result) return result.url;
    const isPicture =
      result.refused === 'data_url' ? /^data:image\//i.test(text) : looksLikePicture(text);
    if (isPicture && !/^(?:javascript|mailto|tel):/i.test(text)) this.#refuse(text, result.refused);
    return undefined;
  }

  #refuse(raw: string, rule: Refused['rule']): void {
    if (this.#refused.has(raw)) return;
    const hash = createHash('sha256').update(raw).digest('hex');
    this.#refused.set(raw, { url: ownCut(raw, REFUSED_LENGTH), hash, rule });
  }
}
