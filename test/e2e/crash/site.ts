/** The gallery site that the crashed crawl reads, and its log of who asked for what when. */
import { setTimeout as sleep } from 'node:timers/promises';
import { page, short, status, type Answer, type Exchange, type Site } from '../../support/site.ts';
import { galleryPath, makePictures, pagesOf, type SitePicture } from './catalog.ts';

/** One request, by the run of the command that sent it. */
export interface Asked {
  run: number;
  /** Path and query. */
  url: string;
  /** Milliseconds since the epoch. */
  at: number;
}

const LATENCY_MS = 3;
const PIECE_MS = 8;
/** Every page sets it, and no picture comes without. */
const COOKIE = 'visitor=welcome';

export class GallerySite {
  readonly pictures: readonly SitePicture[];
  /** Those that can be had whole. */
  readonly good: readonly SitePicture[];
  asked: Asked[] = [];
  /** Paths of the pictures that were sent whole. */
  sent = new Set<string>();
  /** Which run of the command is on; requests are logged under it. */
  run = 0;
  /** While true, bodies of pictures stop in the middle. */
  stalling = false;
  readonly #byPath: ReadonlyMap<string, SitePicture>;
  readonly #pages: ReadonlyMap<string, string>;
  readonly #watchers = new Set<() => void>();
  #times = new Map<string, number>();

  /** Path and query of each page that is there. */
  get pages(): string[] {
    return [...this.#pages.keys()];
  }

  /** @param galleries of fifty pictures each */
  constructor(galleries: number) {
    this.pictures = makePictures(galleries);
    this.good = this.pictures.filter((p) => p.trouble !== 'missing' && p.trouble !== 'always_cut');
    this.#byPath = new Map(this.pictures.map((picture) => [picture.path, picture]));
    this.#pages = pageTexts(this.pictures, galleries);
  }

  /** Forgets all that was asked: the next crawl finds the same site, with the same faults. */
  reset(): void {
    this.asked = [];
    this.sent = new Set();
    this.run = 0;
    this.stalling = false;
    this.#times = new Map();
  }

  /** Calls back when a request has come, and when a picture was sent, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  readonly answer: Answer = async (exchange) => {
    const { url, at } = exchange.logged;
    this.asked.push({ run: this.run, url, at });
    const times = (this.#times.get(url) ?? 0) + 1;
    this.#times.set(url, times);
    this.#tell();
    await sleep(LATENCY_MS);
    const picture = this.#byPath.get(url);
    await (picture
      ? this.#sendPicture(picture, times, exchange)
      : this.#sendPage(url, times)(exchange));
  };

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #sendPage(url: string, times: number): Answer {
    const text = this.#pages.get(url);
    if (text === undefined) return status(404);
    if (url === BUSY_PAGE && times === 1) return status(503);
    return page(text, { 'set-cookie': `${COOKIE}; Path=/` });
  }

  async #sendPicture(picture: SitePicture, times: number, exchange: Exchange): Promise<void> {
    const { bytes, trouble, index } = picture;
    if (exchange.request.headers.cookie !== COOKIE) return status(403)(exchange);
    if (trouble === 'missing') return status(404)(exchange);
    if (trouble === 'busy' && times <= 1 + (index % 40 === 5 ? 1 : 0)) return status(503)(exchange);
    if (trouble === 'always_cut' || (trouble === 'cut' && times === 1))
      return short(bytes.subarray(0, bytes.length / 2), bytes.length)(exchange);
    await this.#sendInPieces(picture, exchange);
  }

  async #sendInPieces({ path, bytes, pieces }: SitePicture, { response }: Exchange): Promise<void> {
    response.once('finish', () => {
      this.sent.add(path);
      this.#tell();
    });
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length });
    const size = Math.ceil(bytes.length / pieces);
    const gone = () => response.destroyed;
    for (let at = 0; at < bytes.length && !gone(); at += size) {
      if (at > 0) await sleep(PIECE_MS);
      while (this.stalling && at > 0 && !gone()) await sleep(20);
      response.write(bytes.subarray(at, at + size));
    }
    response.end();
  }
}

const BUSY_PAGE = '/g03/?page=2';
/** Linked from the start page, and not there. */
export const MISSING_PAGE = '/gone/';

function pageTexts(pictures: readonly SitePicture[], galleries: number): Map<string, string> {
  const paths = Array.from({ length: galleries }, (_, at) => galleryPath(at));
  const texts = new Map([['/', links([...paths, MISSING_PAGE])]]);
  for (const gallery of paths) {
    const all = pagesOf(gallery);
    for (const [at, url] of all.entries()) {
      const shown = pictures.filter((picture) => picture.page === url).map(thumbnail);
      const next = all[at + 1];
      const pagination =
        next === undefined
          ? ''
          : `<nav class="pagination"><a rel="next" href="${next}">Next</a></nav>`;
      texts.set(url, `<!doctype html><title>${url}</title>${shown.join('\n')}${pagination}`);
    }
  }
  return texts;
}

const links = (paths: readonly string[]) =>
  `<!doctype html><title>Galleries</title>${paths.map((path) => `<a href="${path}">${path}</a>`).join('\n')}`;

const thumbnail = ({ path, index }: SitePicture) =>
  `<a href="${path}"><img src="/thumbs${path}" width="120" height="90" alt="picture ${index + 1}"></a>`;

/** Waits until a process that died has no connection left: nothing that it sent can be logged later. */
export async function untilQuiet(site: Site): Promise<void> {
  do await sleep(1);
  while (site.openConnections > 0);
}
