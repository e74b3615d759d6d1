/**
 * Pictures and links that a user's own code names: made absolute, checked and copied, like those that are found. What
 * cannot be fetched is kept as refused, since it is a site that wrote it.
 */
import type { Metadata } from '../model.ts';
import { collapse, ownCut } from './own.ts';
import { Resolver } from './resolve.ts';
import { baseUrl } from './url.ts';
import type { PageLink, Picture, Refused } from './types.ts';

/** A picture, by its URL (relative ones are read as the page would read them), and what is known of it. */
export interface PictureInput {
  url: string;
  /** Smaller renditions of the same picture, best first. */
  others?: readonly string[];
  /** `{name}` of its file name, instead of the server's; a picture's extension at its end is left out. */
  name?: string;
  alt?: string;
  title?: string;
  caption?: string;
  /** The page that shows it larger: it is read first, and this one is saved only if that has none. */
  linksTo?: string;
  /** Anything else worth keeping; at most 16 KiB as JSON. Comes back with the saved picture. */
  meta?: Metadata;
}

/** A page to follow. */
export interface LinkInput {
  url: string;
  text?: string;
  /** Present: more of the same gallery, and no step deeper. */
  pagination?: NonNullable<PageLink['pagination']>;
  /** The page is read by the handler of this label. */
  label?: string;
}

/** Characters kept of a text. */
const MAX_TEXT = 10_000;
const MAX_META = 16_384;

export class GivenContent {
  readonly #resolver: Resolver;
  /** For what is only asked: nothing of it is recorded as refused. */
  readonly #asked: Resolver;

  /** @param baseHref of the page's first `<base>` */
  constructor(url: string, encoding?: string, baseHref?: string) {
    const base = baseUrl(url, baseHref);
    this.#resolver = new Resolver(base, encoding);
    this.#asked = new Resolver(base, encoding);
  }

  /** What was named and cannot be fetched. */
  get refused(): Refused[] {
    return this.#resolver.refused;
  }

  /** More was named than one page may. */
  get exhausted(): boolean {
    return this.#resolver.exhausted;
  }

  /** Absolute, for the queue; undefined for what cannot be fetched. */
  resolve(url: string): string | undefined {
    return this.#asked.picture(textOf(url, 'a URL'));
  }

  /**
   * @returns undefined when its URL is blank, or refused
   * @throws TypeError for what is no picture at all
   */
  picture(given: string | PictureInput | Picture): Picture | undefined {
    if (isFound(given)) return given;
    const input = typeof given === 'string' ? { url: given } : given;
    const url = this.#resolver.picture(urlOf(input, 'picture'));
    if (url === undefined) return undefined;
    const others = (input.others ?? []).flatMap((other) => this.resolve(other) ?? []);
    const linksTo = input.linksTo === undefined ? undefined : this.#resolver.link(input.linksTo);
    return {
      chosen: { url, source: 'given' },
      others: others
        .filter((other) => other !== url)
        .map((other) => ({ url: other, source: 'given' })),
      ...described(input),
      ...(linksTo !== undefined && { linksTo }),
    };
  }

  /** @throws TypeError for what is no link at all */
  link(given: string | LinkInput): PageLink | undefined {
    const input = typeof given === 'string' ? { url: given } : given;
    const url = this.#resolver.link(urlOf(input, 'link'));
    if (url === undefined) return undefined;
    const { text = '', pagination, label } = input;
    return {
      url,
      text: short(text, 'the text of a link'),
      ...(pagination !== undefined && { pagination }),
      ...(label !== undefined && { label: short(label, 'a label') }),
    };
  }
}

function isFound(given: unknown): given is Picture {
  return typeof given === 'object' && given !== null && 'chosen' in given;
}

type Described = Pick<Picture, 'name' | 'alt' | 'title' | 'caption' | 'meta'>;

/** What is known of a picture, copied and cut to size. */
export function described(input: Partial<Pick<PictureInput, keyof Described>>): Described {
  const { name, alt, title, caption, meta } = input;
  return {
    ...(name !== undefined && { name: short(name, 'the name of a picture') }),
    ...(alt !== undefined && { alt: short(alt, 'the alt of a picture') }),
    ...(title !== undefined && { title: short(title, 'the title of a picture') }),
    ...(caption !== undefined && { caption: short(caption, 'the caption of a picture') }),
    ...(meta !== undefined && { meta: copyOf(meta) }),
  };
}

function urlOf(input: unknown, what: 'picture' | 'link'): string {
  const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : undefined;
  if (typeof url === 'string') return url;
  throw new TypeError(
    `a ${what} is a URL or an object with one, like { url: 'https://…' }; this one is ${kindOf(input)}`,
  );
}

/** Plain JavaScript may hand over anything. */
function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} is text; this one is ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? `an object without url` : typeof value;
}

function short(text: unknown, what: string): string {
  return ownCut(collapse(textOf(text, what)), MAX_TEXT);
}

/** As it will come back from the crawl's file, and without a tie to the page. */
function copyOf(meta: Metadata): Metadata {
  const json = JSON.stringify(meta) as string | undefined;
  if (json === undefined || !json.startsWith('{'))
    throw new TypeError('meta is an object of values that JSON can hold');
  if (json.length > MAX_META)
    throw new TypeError(
      `meta takes ${json.length} characters as JSON; at most ${MAX_META} are kept`,
    );
  return JSON.parse(json) as Metadata;
}
