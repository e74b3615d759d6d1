/** Pictures that stand on page after page, beside what the pages show. */
import type { LeasedGallery, LeasedImage, NewGalleryRequest, NewImageRequest } from '../model.ts';

/** Pages of one site after which a picture at their margins is taken for decoration. */
const PAGES = 3;

/** Pictures at margins, and pictures of pages' content lately, that are kept in mind. */
const MOST_AT_MARGINS = 20_000;
const MOST_IN_CONTENT = 5_000;

interface Met {
  /** Host of the page that showed it first; other hosts' pages do not count. */
  host: string;
  /** Up to `PAGES` of them, by their requests. */
  pages: Set<number>;
  /** It was shown as a picture too, or was known before: it is saved, whatever else shows it. */
  wanted: boolean;
}

/**
 * Counts the pages at whose margins a picture stood. What is kept is lost when the crawl is interrupted: then a picture
 * that was known before counts as wanted, as one kept too many is better than one lost.
 */
export class Repeats {
  readonly #met = new Map<string, Met>();
  /** Pages under way at the same time may show the same picture in different places. */
  readonly #inContent = new Set<string>();

  /**
   * Takes notice of a page's pictures. Returns them, those at the margin that were there before as `repeated`: so they
   * change nothing of what is known already.
   */
  async see(
    page: LeasedGallery,
    images: readonly NewImageRequest[],
    atMargin: ReadonlySet<string>,
    countUnknown: (requests: readonly (NewImageRequest | NewGalleryRequest)[]) => Promise<number>,
  ): Promise<NewImageRequest[]> {
    const seen: NewImageRequest[] = [];
    for (const image of images) {
      if (image.skip !== undefined || !atMargin.has(image.key)) {
        if (image.skip === undefined || image.skip === 'thumbnail') this.#isWanted(image.key);
        seen.push(image);
        continue;
      }
      const before = this.#met.has(image.key) || (await countUnknown([image])) === 0;
      this.#count(image.key, page, before);
      seen.push(before ? { ...image, skip: 'repeated' } : image);
    }
    return seen;
  }

  isRepeated({ key }: Pick<LeasedImage, 'key'>): boolean {
    const met = this.#met.get(key);
    return met !== undefined && !met.wanted && met.pages.size >= PAGES;
  }

  #isWanted(key: string): void {
    const met = this.#met.get(key);
    if (met !== undefined) met.wanted = true;
    this.#inContent.delete(key);
    this.#inContent.add(key);
    if (this.#inContent.size <= MOST_IN_CONTENT) return;
    const [oldest] = this.#inContent;
    if (oldest !== undefined) this.#inContent.delete(oldest);
  }

  #count(key: string, { id, host }: LeasedGallery, before: boolean): void {
    const met = this.#met.get(key);
    if (met !== undefined) {
      if (met.host === host && met.pages.size < PAGES) met.pages.add(id);
    } else if (this.#met.size < MOST_AT_MARGINS) {
      const wanted = before || this.#inContent.has(key);
      this.#met.set(key, { host, pages: new Set([id]), wanted });
    }
  }
}
