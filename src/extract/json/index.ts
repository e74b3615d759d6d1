/** A JSON value → what it offers: by the API that it is an answer of, else by the names of its keys and files. */
import { picturesInJson } from '../json-values.ts';
import { Gathering, type PictureTexts } from '../gathering.ts';
import { extractSteps } from '../page.ts';
import type { Steps } from '../steps.ts';
import type { PageContent } from '../types.ts';
import { isFgallery, readFgallery } from './fgallery.ts';
import { isImageInfo, readImageInfo } from './iiif-image.ts';
import { isIiifPresentation, readIiifPresentation } from './iiif.ts';
import { isJsonFeed, readJsonFeed } from './json-feed.ts';
import { markupIn } from './markup.ts';
import { isMediaWiki, readMediaWiki } from './mediawiki.ts';
import { nextInJson } from './next.ts';
import { stringsAt, type JsonPath } from './path.ts';
import type { JsonDocument } from './reading.ts';
import { isWordPress, readWordPress } from './wordpress.ts';

export type { JsonDocument, Paging } from './reading.ts';

/** Whether it is of a kind that pixhaul knows, so that it is read wherever a link leads to it. */
export function isKnownJson(document: JsonDocument): boolean {
  return KNOWN.some((isKind) => isKind(document));
}

const KNOWN = [isJsonFeed, isIiifPresentation, isImageInfo, isMediaWiki, isFgallery, isWordPress];

/** @param path where the pictures are, if somebody said so */
export function* extractJson(document: JsonDocument, path?: JsonPath): Steps<PageContent> {
  const gathering = new Gathering(document.url, 'json');
  function* readHtml(html: string, base = document.url, texts: PictureTexts = {}): Steps<void> {
    if (html === '' || gathering.full) return;
    gathering.take(yield* extractSteps({ html, url: base }), texts);
  }
  if (path !== undefined) {
    for (const url of yield* stringsAt(document.value, path)) gathering.picture([{ url }]);
    linkNext(document, gathering);
    return gathering.content();
  }
  if (isJsonFeed(document))
    return gathering.content(yield* readJsonFeed(document, gathering, readHtml));
  if (isIiifPresentation(document))
    return gathering.content(yield* readIiifPresentation(document, gathering));
  if (isFgallery(document)) return gathering.content(readFgallery(document, gathering));
  if (isImageInfo(document)) readImageInfo(document, gathering);
  else if (isMediaWiki(document)) readMediaWiki(document, gathering);
  else if (isWordPress(document)) yield* readWordPress(document, gathering, readHtml);
  else {
    for (const { offers, ...texts } of yield* picturesInJson(document.value)) {
      const files = offers.map(({ raw, width }) => ({ url: raw, width }));
      gathering.picture(files, texts);
    }
    for (const html of yield* markupIn(document.value)) yield* readHtml(html);
    linkNext(document, gathering);
  }
  return gathering.content();
}

function linkNext({ value }: JsonDocument, gathering: Gathering): void {
  const next = nextInJson(value);
  if (next !== undefined) gathering.link(next, { pagination: { rel: 'next' }, document: true });
}
