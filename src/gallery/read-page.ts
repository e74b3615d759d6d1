/** Between Crawlee's fetch of a page and its handler: the body, read within bounds, then parsed in turns. */
import { parsePage, type ParsedPage } from '../extract/index.ts';
import { readBody, type PageBody } from './body.ts';
import { decodePage, type DecodedPage } from './charset.ts';
import { LargePages, type LeaveRoom } from './large-pages.ts';

interface HeldPage extends DecodedPage {
  xml: boolean;
  /** Present for a large one. */
  leave: LeaveRoom | undefined;
}

/** By Crawlee's request, from the hook that reads the body to the handler. */
const held = new WeakMap<object, HeldPage>();

const largePages = new LargePages();

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
  let leave: LeaveRoom | undefined;
  try {
    const bytes = await readBody(body, async () => {
      leave = await largePages.enter();
    });
    const xml = /\bxhtml\+xml\b/i.test(contentType ?? '');
    held.set(request, { ...decodePage(bytes, contentType), xml, leave });
  } catch (error) {
    leave?.();
    throw error;
  }
}

/** For a page that `withPage` will not be called for, or may have been: lets it go. */
export function dropPage(request: object): void {
  held.get(request)?.leave?.();
  held.delete(request);
}

/** No two large pages are parsed at a time: each may take 300 MB. */
let parsing: Promise<unknown> = Promise.resolve();

/** Parses the page that is held for a request, and lets it go afterwards. */
export async function withPage(
  request: object,
  use: (page: ReadPage) => Promise<void>,
): Promise<void> {
  const page = held.get(request);
  held.delete(request);
  if (page === undefined) return use({ $: await parsePage(''), encoding: 'utf-8' });
  const { html, encoding, xml, leave } = page;
  const work = async () => use({ $: await parsePage(html, { xml }), encoding });
  if (leave === undefined) return work();
  const turn = parsing.then(work, work).finally(leave);
  // What goes wrong with one page is told to whoever asked for it, and nobody else.
  parsing = turn.catch(() => undefined);
  return turn;
}
