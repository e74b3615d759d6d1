/** Between Crawlee's fetch of a page and its handler: the body, read within bounds, then parsed in turns. */
import { AttemptError, messageOf } from '../errors.ts';
import { isKnownJson, parsePage, type DocumentBody, type Paging } from '../extract/index.ts';
import { redactUrl } from '../http/index.ts';
import type { LeasedGallery } from '../model.ts';
import { readBody, tooLarge, type PageBody } from './body.ts';
import { decodePage, type DecodedPage } from './charset.ts';
import { kindOf, type DeclaredKind, type FoundKind } from './document-kind.ts';
import { gunzipped } from './gunzip.ts';
import { LargePages, type LeaveRoom } from './large-pages.ts';
import { PageEnded, unreadable } from './page-ended.ts';

/** What is known of an answer before its body is read. */
export interface Answer {
  page: LeasedGallery;
  finalUrl: string;
  /** The user named it, or gave it a label; or a document listed it. */
  asked: boolean;
  /** Media type, and what it says. */
  type: string;
  declared: DeclaredKind;
  headers: Record<string, string | string[] | undefined>;
}

interface HeldPage extends DecodedPage {
  kind: FoundKind;
  answer: Answer;
  /** Present for a large one. */
  leave: LeaveRoom | undefined;
}

/** Bytes of JSON: parsed at one go, a text of nothing but brackets takes twenty times its size. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

/** By Crawlee's request, from the hook that reads the body to the handler. */
const held = new WeakMap<object, HeldPage>();

const largePages = new LargePages();

/** Reads, decodes and keeps the body of a response until `withPage` is called for the same request. */
export async function holdPage(request: object, body: PageBody, answer: Answer): Promise<void> {
  let leave: LeaveRoom | undefined;
  try {
    const sent = await readBody(body, async () => {
      leave = await largePages.enter();
    });
    const bytes = await gunzipped(sent);
    const decoded = decodePage(bytes, headerOf(answer, 'content-type'));
    const kind = kindOf(decoded.html, answer.declared, answer.type);
    if (kind === undefined)
      throw notReadable(answer, 'is XML of a kind that pixhaul does not read');
    if (kind === 'json' && bytes.length > MAX_JSON_BYTES)
      throw tooLarge(String(bytes.length), MAX_JSON_BYTES);
    held.set(request, { ...decoded, kind, answer, leave });
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

/**
 * Parses the page that is held for a request, and lets it go afterwards.
 * @param use is given what was read, and its text as it came, decoded
 */
export async function withPage(
  request: object,
  use: (body: DocumentBody, text: string) => Promise<void>,
): Promise<void> {
  const page = held.get(request);
  held.delete(request);
  if (page === undefined) return use({ kind: 'html', $: await parsePage('') }, '');
  const { leave, html } = page;
  const work = async () => use(await bodyOf(page), html);
  if (leave === undefined) return work();
  const turn = parsing.then(work, work).finally(leave);
  // What goes wrong with one page is told to whoever asked for it, and nobody else.
  parsing = turn.catch(() => undefined);
  return turn;
}

async function bodyOf({ html, encoding, kind, answer }: HeldPage): Promise<DocumentBody> {
  const paging = pagingOf(answer);
  if (kind === 'xml' || kind === 'text') return { kind, text: html, ...paging };
  if (kind === 'json') {
    const parsed = parseJson(html);
    if ('value' in parsed) return { kind, value: wanted(parsed.value, answer), ...paging };
    // A page may begin with a bracket.
    if (answer.declared !== 'html') throw notReadable(answer, `is not valid JSON: ${parsed.fault}`);
  }
  return { kind: 'html', $: await parsePage(html, { xml: kind === 'xhtml' }), encoding, ...paging };
}

function parseJson(text: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, '')) as unknown };
  } catch (error) {
    return { fault: messageOf(error).slice(0, 200) };
  }
}

/** What a mere link leads to may be the data of any script: only what pixhaul knows is read then. */
function wanted(value: unknown, answer: Answer): unknown {
  if (answer.asked || isKnownJson({ value, url: answer.finalUrl })) return value;
  throw new PageEnded(unreadable(answer.page, 'not_html'));
}

/** For a page that the user named a failure, as it is all that there is; for any other a skip. */
export function notReadable(
  { page, finalUrl }: Pick<Answer, 'page' | 'finalUrl'>,
  why: string,
  status?: number,
): Error {
  if (page.pageUrl !== undefined) return new PageEnded(unreadable(page, 'not_html'));
  return new AttemptError('not_html', `${redactUrl(finalUrl)} ${why}`, { status });
}

function pagingOf(answer: Answer): { paging?: Paging } {
  const link = headerOf(answer, 'link');
  const total = headerOf(answer, 'x-wp-totalpages') ?? '';
  const paging = {
    ...(link !== undefined && { link }),
    ...(/^\d{1,9}$/.test(total) && { totalPages: Number(total) }),
  };
  return Object.keys(paging).length === 0 ? {} : { paging };
}

function headerOf({ headers }: Answer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
