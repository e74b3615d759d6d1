/** Answers of MediaWiki's API (`api.php?action=query`, API:Imageinfo, API:Categorymembers). */
import type { Gathering } from '../gathering.ts';
import { textOfHtml } from '../html-text.ts';
import { isRecord, numberOf, recordOf, recordsIn, textOf, type JsonRecord } from './json.ts';
import type { JsonDocument } from './reading.ts';

export function isMediaWiki({ value, url }: JsonDocument): boolean {
  return isRecord(value) && isRecord(value['query']) && /[?&]action=query\b/.test(url);
}

export function readMediaWiki({ value, url }: JsonDocument, gathering: Gathering): void {
  const { query, continue: more } = recordOf(value);
  const { pages, allimages } = recordOf(query);
  for (const page of Array.isArray(pages) ? recordsIn(pages) : Object.values(recordOf(pages)))
    addPage(recordOf(page), gathering);
  for (const image of recordsIn(allimages)) addImage(image, image, gathering);
  const detailed = withImageInfo(url, recordOf(query));
  if (detailed !== undefined) gathering.link(detailed, { document: true });
  const next = isRecord(more) ? continued(url, more) : undefined;
  if (next !== undefined) gathering.link(next, { pagination: { rel: 'next' }, document: true });
}

function addPage(page: JsonRecord, gathering: Gathering): void {
  // The newest revision comes first; older ones are other pictures that nobody asked for.
  const [info] = recordsIn(page['imageinfo']);
  if (info !== undefined) addImage(page, info, gathering);
}

function addImage(page: JsonRecord, info: JsonRecord, gathering: Gathering): void {
  const url = textOf(info['url']);
  const type = textOf(info['mime']) ?? 'image/';
  if (url === undefined || !type.startsWith('image/')) return;
  const thumb = textOf(info['thumburl']);
  const described = recordOf(recordOf(info['extmetadata'])['ImageDescription'])['value'];
  gathering.picture(
    [
      { url, width: numberOf(info['width']) },
      ...(thumb === undefined ? [] : [{ url: thumb, width: numberOf(info['thumbwidth']) }]),
    ],
    { title: titleOf(page['title']), caption: textOfHtml(textOf(described) ?? '') },
  );
}

/** `File:A harbour.jpg` → `A harbour`. */
function titleOf(value: unknown): string | undefined {
  return textOf(value)
    ?.replace(/^[^:]{1,40}:/, '')
    .replace(/\.\w{2,5}$/, '');
}

/** For a list of a category's members, and for pages without files: the same question, with the files asked for. */
function withImageInfo(url: string, query: JsonRecord): string | undefined {
  const asked = new URL(url);
  const { searchParams: parameters } = asked;
  if (/\bimageinfo\b/.test(parameters.get('prop') ?? '')) return undefined;
  const category = parameters.get('cmtitle');
  if ('categorymembers' in query && category !== null) {
    for (const name of [...parameters.keys()]) if (/^cm|^list$/.test(name)) parameters.delete(name);
    parameters.set('generator', 'categorymembers');
    parameters.set('gcmtitle', category);
    parameters.set('gcmtype', 'file');
    parameters.set('gcmlimit', '50');
  } else if (!('pages' in query) || !parameters.has('generator')) {
    return undefined;
  }
  for (const name of ['continue', 'cmcontinue']) parameters.delete(name);
  parameters.set('prop', 'imageinfo');
  parameters.set('iiprop', 'url|size|mime');
  return asked.href;
}

/** "Merge the continue object into the original parameters" (API:Continue). */
function continued(url: string, more: JsonRecord): string {
  const next = new URL(url);
  for (const [name, value] of Object.entries(more).slice(0, 20))
    if (typeof value === 'string' || typeof value === 'number')
      next.searchParams.set(name.slice(0, 100), String(value).slice(0, 2000));
  return next.href;
}
