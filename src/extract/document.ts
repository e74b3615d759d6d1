import { extractJson, type JsonDocument, type Paging } from './json/index.ts';
import type { JsonPath } from './json/path.ts';
import { nextInHeader } from './link-header.ts';
import { extractSteps } from './page.ts';
import { inTurns, type Steps } from './steps.ts';
import type { ParsedPage } from './tree.ts';
import type { PageContent } from './types.ts';
import { extractUrlList } from './url-list.ts';
import { normaliseUrl } from './url.ts';
import { extractXml, type XmlDocument } from './xml/index.ts';

export interface HtmlDocument {
  $: ParsedPage;
  /** The document's own, after redirects. */
  url: string;
  /** Its character encoding, a name of the Encoding standard. Default UTF-8. */
  encoding?: string;
}

/** What a page's address gave, read and parsed, by kind. */
export type PageDocument = { paging?: Paging } & (
  | ({ kind: 'html' } & HtmlDocument)
  /** A feed or a sitemap. */
  | ({ kind: 'xml' } & XmlDocument)
  | ({ kind: 'json' } & JsonDocument)
  /** A list of URLs. */
  | { kind: 'text'; text: string; url: string }
);

export interface ReadingOptions {
  /** Where the pictures are in JSON. Default: found out. */
  jsonPath?: JsonPath | undefined;
}

/** A document before anyone says where it came from. */
export type DocumentBody = PageDocument extends infer Document
  ? Document extends unknown
    ? Omit<Document, 'url'>
    : never
  : never;

export type Reader = (document: PageDocument) => Promise<PageContent>;

/** What a document offers, by the generic rules for its kind; in turns with whatever else the process does. */
export function createReader(options: ReadingOptions = {}): Reader {
  return async (document) => {
    const content = await inTurns(stepsFor(document, options));
    return withNext(content, document);
  };
}

/** The same, with nothing said of where to look. */
export const extractDocument = createReader();

function stepsFor(document: PageDocument, { jsonPath }: ReadingOptions): Steps<PageContent> {
  switch (document.kind) {
    case 'html':
      return extractSteps(document);
    case 'xml':
      return extractXml(document);
    case 'json':
      return extractJson(document, jsonPath);
    case 'text':
      return extractUrlList(document);
  }
}

/** Adds the page that the answer's headers name as the next one. */
function withNext(content: PageContent, { url, paging }: PageDocument): PageContent {
  const raw = paging?.link === undefined ? undefined : nextInHeader(paging.link);
  const next = raw === undefined ? undefined : normaliseUrl(raw, url);
  if (next === undefined || !('url' in next) || next.url === url) return content;
  const others = content.links.filter((link) => link.url !== next.url);
  const link = { url: next.url, text: '', pagination: { rel: 'next' }, document: true } as const;
  return { ...content, links: [...others, link] };
}
