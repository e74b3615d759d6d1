/** What a document that is not HTML offers, gathered piece by piece: resolved, each once, within the bounds of a page. */
import { collapse, ownCut } from './own.ts';
import { Resolver } from './resolve.ts';
import { MAX_LINKS, MAX_PICTURES } from './collector.ts';
import type { Candidate, CandidateSource, PageContent, PageLink, Picture } from './types.ts';
import { normaliseUrl } from './url.ts';

/** A file of a picture, as it stands in the document. */
export interface OfferedFile {
  url: string;
  /** Pixels. */
  width?: number | undefined;
}

export interface PictureTexts {
  alt?: string | undefined;
  title?: string | undefined;
  caption?: string | undefined;
  /** Where the picture stands, absolute. Default: the document. */
  page?: PageOfPicture | undefined;
  /** Its viewer page, absolute. */
  linksTo?: string | undefined;
}

type PageOfPicture = NonNullable<Picture['page']>;

/** How a document is linked that is to be read as one, whatever its name and type. */
export interface LinkManner {
  text?: string | undefined;
  pagination?: NonNullable<PageLink['pagination']>;
  document?: true;
  listed?: true;
}

/** Characters kept of a text; as many as of a link's text are enough for a name, a caption may be a paragraph. */
const TEXT_LENGTH = 1_000;
/** Characters of all URLs that were taken over from pieces of HTML. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

export class Gathering {
  readonly url: string;
  readonly #source: CandidateSource;
  readonly #resolver: Resolver;
  readonly #pictures = new Map<string, Picture>();
  readonly #links = new Map<string, PageLink>();
  #characters = 0;
  #incomplete = false;

  /** @param url of the document, after redirects */
  constructor(url: string, source: CandidateSource) {
    this.url = url;
    this.#source = source;
    this.#resolver = new Resolver(url);
  }

  /** Whether there is room for more pictures. */
  get full(): boolean {
    return this.#pictures.size >= MAX_PICTURES || this.#characters >= MAX_CHARACTERS;
  }

  /** Pictures so far. */
  get count(): number {
    return this.#pictures.size;
  }

  /** One picture, its files best first. A file that was chosen before is not taken again. */
  picture(files: readonly OfferedFile[], texts: PictureTexts = {}, base?: string): void {
    const candidates = files.flatMap((file) => this.#candidate(file, base));
    const [chosen, ...others] = candidates;
    if (chosen === undefined) return;
    this.#add({ chosen, others, ...kept(texts) });
  }

  /** The pictures of a piece of HTML, as if they stood here, and the pages that they lead to: their viewers. */
  take({ pictures, incomplete }: PageContent, texts: PictureTexts = {}): void {
    for (const picture of pictures) {
      this.#characters += picture.chosen.url.length;
      for (const { url } of picture.others) this.#characters += url.length;
      if (picture.linksTo !== undefined) this.link(picture.linksTo);
      this.#add({ ...kept(texts), ...picture });
    }
    if (incomplete === true) this.#incomplete = true;
  }

  link(raw: string, { text = '', ...manner }: LinkManner = {}): void {
    const url = this.#resolver.link(raw);
    if (url === undefined || url === this.url) return;
    if (this.#links.size >= MAX_LINKS) {
      this.#incomplete = true;
      return;
    }
    const known = this.#links.get(url);
    const words = ownCut(collapse(text.slice(0, 400)), 200) || (known?.text ?? '');
    this.#links.set(url, { ...known, url, text: words, ...manner });
  }

  /** `raw` as an absolute URL. */
  resolve(raw: string): string | undefined {
    const result = normaliseUrl(raw, this.url);
    return 'url' in result ? result.url : undefined;
  }

  content(title?: string): PageContent {
    const pictures = [...this.#pictures.values()].map((picture) => ({
      ...picture,
      others: picture.others.filter(({ url }) => !this.#pictures.has(url)),
    }));
    const named = titleOf(title);
    const incomplete = this.#incomplete || this.#resolver.exhausted || this.full;
    return {
      ...(named !== undefined && { title: named }),
      pictures,
      refused: this.#resolver.refused,
      links: [...this.#links.values()],
      ...(incomplete && { incomplete }),
    };
  }

  #candidate({ url: raw, width }: OfferedFile, base = this.url): Candidate[] {
    const absolute = base === this.url ? { url: raw } : normaliseUrl(raw, base);
    const url = 'url' in absolute ? this.#resolver.picture(absolute.url) : undefined;
    if (url === undefined) return [];
    return [{ url, source: this.#source, ...(width !== undefined && { width }) }];
  }

  #add(picture: Picture): void {
    const known = this.#pictures.get(picture.chosen.url);
    if (known !== undefined) {
      // Named twice: what either says of it.
      Object.assign(known, { ...picture, ...known });
      return;
    }
    if (this.full) this.#incomplete = true;
    else this.#pictures.set(picture.chosen.url, picture);
  }
}

function kept({ alt, title, caption, page, linksTo }: PictureTexts) {
  const texts = { alt: titleOf(alt), title: titleOf(title), caption: titleOf(caption) };
  return {
    ...(texts.alt !== undefined && { alt: texts.alt }),
    ...(texts.title !== undefined && { title: texts.title }),
    ...(texts.caption !== undefined && { caption: texts.caption }),
    ...(page !== undefined && { page }),
    ...(linksTo !== undefined && { linksTo }),
  };
}

/** One line of it. */
function titleOf(text: string | undefined): string | undefined {
  const plain = collapse((text ?? '').slice(0, 4 * TEXT_LENGTH));
  return plain === '' ? undefined : ownCut(plain, TEXT_LENGTH);
}
