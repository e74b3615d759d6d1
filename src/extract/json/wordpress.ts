/** WordPress's REST API: media, and posts with media embedded (Developer Resources, "REST API Handbook"). */
import type { Gathering, OfferedFile } from '../gathering.ts';
import { textOfHtml } from '../html-text.ts';
import type { Steps } from '../steps.ts';
import { isRecord, numberOf, recordOf, recordsIn, textOf, type JsonRecord } from './json.ts';
import type { JsonDocument, HtmlReader } from './reading.ts';

/** Items of a page unless the request asks for another number. */
const DEFAULT_PER_PAGE = 10;

export function isWordPress({ value }: JsonDocument): boolean {
  const [first] = itemsOf(value);
  return first !== undefined && (isMedia(first) || isPost(first));
}

export function* readWordPress(
  document: JsonDocument,
  gathering: Gathering,
  readHtml: HtmlReader,
): Steps<void> {
  for (const item of itemsOf(document.value)) {
    yield;
    if (isMedia(item)) addMedia(item, gathering);
    else yield* readPost(item, gathering, readHtml);
  }
  const next = nextPage(document);
  if (next !== undefined) gathering.link(next, { pagination: { rel: 'next' }, document: true });
}

function itemsOf(value: unknown): JsonRecord[] {
  return isRecord(value) ? [value] : recordsIn(value);
}

function isMedia(item: JsonRecord): boolean {
  return typeof item['source_url'] === 'string' && 'media_details' in item;
}

function isPost(item: JsonRecord): boolean {
  const { content, _links } = item;
  return isRecord(_links) && isRecord(content) && typeof content['rendered'] === 'string';
}

function addMedia(item: JsonRecord, gathering: Gathering): void {
  const type = textOf(item['mime_type']) ?? 'image/';
  const source = textOf(item['source_url']);
  if (source === undefined || !type.startsWith('image/')) return;
  const details = recordOf(item['media_details']);
  const original = textOf(details['original_image']);
  const sizes = Object.values(recordOf(details['sizes'])).flatMap((size) => sizeOf(size));
  gathering.picture(
    [
      // Of a picture of more than 2,560 pixels, `source_url` is a copy that WordPress made smaller.
      ...(original === undefined ? [] : [{ url: siblingOf(source, original) }]),
      { url: source, width: numberOf(details['width']) },
      ...sizes.sort((a, b) => (b.width ?? 0) - (a.width ?? 0)),
    ],
    {
      alt: textOf(item['alt_text']),
      title: textOfHtml(renderedOf(item['title'])),
      caption: textOfHtml(renderedOf(item['caption'])),
    },
  );
}

function sizeOf(value: unknown): OfferedFile[] {
  const size = recordOf(value);
  const url = textOf(size['source_url']);
  return url === undefined ? [] : [{ url, width: numberOf(size['width']) }];
}

function siblingOf(url: string, name: string): string {
  return url.slice(0, url.lastIndexOf('/') + 1) + encodeURIComponent(name);
}

function* readPost(item: JsonRecord, gathering: Gathering, readHtml: HtmlReader): Steps<void> {
  const embedded = recordsIn(recordOf(item['_embedded'])['wp:featuredmedia']).filter(isMedia);
  for (const media of embedded) addMedia(media, gathering);
  const [featured] = recordsIn(recordOf(item['_links'])['wp:featuredmedia']);
  const href = textOf(featured?.['href']);
  if (embedded.length === 0 && href !== undefined) gathering.link(href, { document: true });
  const page = textOf(item['link']);
  yield* readHtml(renderedOf(item['content']), page, {
    title: textOfHtml(renderedOf(item['title'])),
  });
}

/** Markup. */
function renderedOf(value: unknown): string {
  return textOf(recordOf(value)['rendered']) ?? '';
}

/** Without `X-WP-TotalPages` and `Link`, while a page is full. A page beyond the last would be answered with 400. */
function nextPage({ url, value, paging }: JsonDocument): string | undefined {
  const next = new URL(url);
  const page = numberOf(next.searchParams.get('page')) ?? 1;
  const perPage = numberOf(next.searchParams.get('per_page')) ?? DEFAULT_PER_PAGE;
  if (!Array.isArray(value) || paging?.link !== undefined) return undefined;
  const total = paging?.totalPages;
  if (total === undefined ? value.length < perPage : page >= total) return undefined;
  next.searchParams.set('page', String(page + 1));
  return next.href;
}
