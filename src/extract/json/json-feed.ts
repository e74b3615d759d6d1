/** JSON Feed 1 and 1.1 (jsonfeed.org). */
import { looksLikePicture } from '../file-kind.ts';
import type { Gathering } from '../gathering.ts';
import type { Steps } from '../steps.ts';
import { isRecord, recordsIn, textOf, type JsonRecord } from './json.ts';
import type { HtmlReader, JsonDocument } from './reading.ts';

export function isJsonFeed({ value }: JsonDocument): boolean {
  return isRecord(value) && /jsonfeed\.org\/version\//.test(textOf(value['version']) ?? '');
}

/** @returns the title */
export function* readJsonFeed(
  { value }: JsonDocument,
  gathering: Gathering,
  readHtml: HtmlReader,
): Steps<string | undefined> {
  if (!isRecord(value)) return undefined;
  for (const item of recordsIn(value['items'])) {
    yield;
    yield* readItem(item, gathering, readHtml);
  }
  const next = textOf(value['next_url']);
  if (next !== undefined) gathering.link(next, { pagination: { rel: 'next' }, document: true });
  return textOf(value['title']);
}

function* readItem(item: JsonRecord, gathering: Gathering, readHtml: HtmlReader): Steps<void> {
  const title = textOf(item['title']);
  const url = textOf(item['url']);
  const link = url === undefined ? undefined : gathering.resolve(url);
  const texts = { title, ...(link !== undefined && { page: { url: link } }) };
  if (link !== undefined) gathering.link(link, { text: title, listed: true });
  for (const attachment of recordsIn(item['attachments'])) {
    const file = textOf(attachment['url']);
    const type = textOf(attachment['mime_type']) ?? '';
    if (file === undefined || !(type.startsWith('image/') || looksLikePicture(file))) continue;
    gathering.picture([{ url: file }], { ...texts, title: textOf(attachment['title']) ?? title });
  }
  for (const name of ['image', 'banner_image']) {
    const file = textOf(item[name]);
    if (file !== undefined) gathering.picture([{ url: file }], texts);
  }
  yield* readHtml(textOf(item['content_html']) ?? '', link, texts);
}
