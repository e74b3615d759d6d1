/** Serves faults: galleries of twenty pictures each that lead to all of them, and a host of its own for each that asks for one. */
import { page, Site, status, type Answer, type LoggedRequest } from '../site.ts';
import type { Fault } from './fault.ts';

const PER_GALLERY = 20;
/** Set by every gallery. */
export const COOKIE = 'visitor=welcome';

/** Where the hosts are, without slash at the end; known before the faults are made, as some name them. */
export interface Hosts {
  /** Of the galleries, and of all faults that do not stand alone. */
  main: string;
  /** The same address on another port: another site, and one that may be reached. */
  neighbour: string;
  /** Another address, `127.0.0.2`, which pages may not lead to. */
  other: string;
}

export interface FaultPlan {
  makeFaults: (hosts: Hosts) => readonly Fault[];
  /** What the two further hosts answer, by path. */
  elsewhere: Readonly<Record<string, Answer>>;
  /** `/robots.txt` of the main host; default: it has none. */
  robots?: string;
}

export class FaultSite {
  readonly faults: readonly Fault[];
  readonly hosts: Hosts;
  readonly #main: Site;
  readonly #neighbour: Site;
  readonly #other: Site;
  readonly #alone = new Map<Fault, Site>();

  private constructor(sites: [Site, Site, Site], { makeFaults, elsewhere }: FaultPlan) {
    const [main, neighbour, other] = sites;
    this.#main = main;
    this.#neighbour = neighbour;
    this.#other = other;
    for (const site of [neighbour, other]) site.change(byUrl(new Map(Object.entries(elsewhere))));
    this.hosts = { main: main.url, neighbour: neighbour.url, other: other.url };
    this.faults = makeFaults(this.hosts);
  }

  static async open(plan: FaultPlan): Promise<FaultSite> {
    const [main, neighbour] = [new Site({}, {}), new Site({}, {})];
    const other = new Site({}, { address: '127.0.0.2' });
    for (const site of [main, neighbour, other]) await site.listen();
    const site = new FaultSite([main, neighbour, other], plan);
    await site.#serve(plan.robots);
    return site;
  }

  /** The page to begin at. */
  get start(): string {
    return `${this.#main.url}/`;
  }

  /** The pages that the site has beside those that are faults. */
  get galleries(): string[] {
    const count = Math.ceil(this.#shown.length / PER_GALLERY);
    return Array.from({ length: count }, (_, at) => `/gallery-${at + 1}/`);
  }

  get all(): Site[] {
    return [this.#main, this.#neighbour, this.#other, ...this.#alone.values()];
  }

  /** Requests that were received for a path and query, whatever the host. */
  asked(path: string): LoggedRequest[] {
    return this.all.flatMap((site) => site.requests.filter(({ url }) => url === path));
  }

  /** Requests that reached the other address. */
  get askedOther(): LoggedRequest[] {
    return this.#other.requests;
  }

  /** Closes all hosts. @throws Error for an answer that threw */
  async close(): Promise<void> {
    try {
      for (const site of this.all) await site.checkLeaks(true);
    } finally {
      for (const site of this.all) await site.close();
    }
  }

  get #shown(): Fault[] {
    return this.faults.filter(({ markup }) => markup !== '');
  }

  async #serve(robots: string | undefined): Promise<void> {
    const answers = new Map<string, Answer>();
    if (robots !== undefined)
      answers.set('/robots.txt', status(200, { 'content-type': 'text/plain' }, robots));
    for (const fault of this.faults) {
      const { path, answer, also = {} } = fault;
      const its = [...(answer ? [[path, answer] as const] : []), ...Object.entries(also)];
      for (const [url] of its) if (answers.has(url)) throw new Error(`two answers for ${url}`);
      for (const [url, its_] of its) answers.set(url, its_);
      if (fault.alone !== true) continue;
      const own = new Site(byUrl(new Map(its)), {});
      await own.listen();
      this.#alone.set(fault, own);
    }
    const galleries = this.galleries;
    answers.set('/', page(galleries.map((path) => `<a href="${path}">${path}</a>`).join('\n')));
    for (const [at, path] of galleries.entries()) {
      const shown = this.#shown.slice(at * PER_GALLERY, (at + 1) * PER_GALLERY);
      const text = shown.map((fault) => this.#markupOf(fault)).join('\n');
      answers.set(path, page(text, { 'set-cookie': `${COOKIE}; Path=/` }));
    }
    this.#main.change(byUrl(answers));
  }

  #markupOf(fault: Fault): string {
    const url = `${this.#alone.get(fault)?.url ?? ''}${fault.path}`;
    return (fault.markup ?? '<img src="%">').replaceAll('%', () => url.replaceAll('&', '&amp;'));
  }
}

/** Answers by path and query; what is not there is 404, `/robots.txt` too. */
function byUrl(answers: ReadonlyMap<string, Answer>): Answer {
  return (exchange) => {
    const answer = answers.get(exchange.logged.url);
    if (answer !== undefined) return answer(exchange);
    exchange.response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
  };
}

/** Opens a site with these faults, runs the test, and closes it. */
export async function withFaults<T>(
  plan: FaultPlan,
  run: (site: FaultSite) => Promise<T>,
): Promise<T> {
  const site = await FaultSite.open(plan);
  try {
    return await run(site);
  } finally {
    await site.close();
  }
}
