/** Between Crawlee's fetch of a page and its handler: the body, read within bounds, then parsed in turns. */
import { parsePage, type ParsedPage } from '../extract/index.ts';
import { readBody, type PageBody } from './body.ts';
import { decodePage, type DecodedPage } from './charset.ts';

interface HeldPage extends DecodedPage {
  xml: boolean;
}

/** By Crawlee's request, from the hook that reads the body to the handler. */
const held = new WeakMap<object, HeldPage>();

export interface ReadPage {
  $: ParsedPage;
  encoding: string;
}

/** Reads, decodes and keeps the body of a response until `withPage` is called for the same request. */
export async function holdPage(
  request: object,
  body: PageBody,
  contentType: string | undefined,
): Promise<void> {
  const decoded = decodePage(await readBody(body), contentType);
  held.set(request, { ...decoded, xml: /\bxhtml\+xml\b/i.test(contentType ?? '') });
}

/** Characters from which on a page is large: no two large ones are parsed at a time, as each may take 300 MB. */
const LARGE = 1024 * 1024;

let largePages: Promise<unknown> = Promise.resolve();

/** Parses the page that is held for a request, and lets it go afterwards. */
export async function withPage(
  request: object,
  use: (page: ReadPage) => Promise<void>,
): Promise<void> {
  const page = held.get(request);
  held.delete(request);
  const { html, encoding, xml } = page ?? { html: '', encoding: 'utf-8', xml: false };
  const work = async () => use({ $: await parsePage(html, { xml }), encoding });
  if (html.length < LARGE) return work();
  const turn = largePages.then(work, work);
  largePages = turn;
  return turn;
}
