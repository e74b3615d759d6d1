/** IIIF Presentation API 2 and 3: manifests and collections. */
import type { Gathering, OfferedFile } from '../gathering.ts';
import type { Steps } from '../steps.ts';
import { fullImage, idOf, isImageService, typeOf } from './iiif-image.ts';
import { isRecord, listOf, recordsIn, textOf, type JsonRecord } from './json.ts';
import type { JsonDocument } from './reading.ts';

const DOCUMENT_TYPE = /^(?:sc:)?(?:Manifest|Collection)$/;

export function isIiifPresentation({ value }: JsonDocument): boolean {
  return isRecord(value) && DOCUMENT_TYPE.test(typeOf(value));
}

/** @returns the title */
export function* readIiifPresentation(
  { value }: JsonDocument,
  gathering: Gathering,
): Steps<string | undefined> {
  if (!isRecord(value)) return undefined;
  // Version 2 lists canvases in sequences, version 3 in the manifest itself.
  const canvases = [
    ...recordsIn(value['sequences']).flatMap((sequence) => recordsIn(sequence['canvases'])),
    ...recordsIn(value['items']),
  ];
  for (const canvas of canvases) {
    yield;
    if (DOCUMENT_TYPE.test(typeOf(canvas))) addLink(canvas, gathering);
    else addCanvas(canvas, gathering);
  }
  // Members of a collection of version 2.
  for (const name of ['manifests', 'collections', 'members']) {
    for (const member of recordsIn(value[name])) addLink(member, gathering);
  }
  for (const name of ['first', 'next']) {
    const url = textOf(value[name]);
    if (url !== undefined) gathering.link(url, { document: true, pagination: { rel: 'next' } });
  }
  return labelOf(value['label']);
}

function addLink(member: JsonRecord, gathering: Gathering): void {
  const url = idOf(member);
  if (url !== undefined) gathering.link(url, { document: true, text: labelOf(member['label']) });
}

/** What is painted on a canvas: of each annotation one picture. */
function addCanvas(canvas: JsonRecord, gathering: Gathering): void {
  const painted = [
    // Version 2 (§5.4): `images`, each with a `resource`.
    ...recordsIn(canvas['images']).map((image) => image['resource']),
    // Version 3 (§3.1): pages of annotations, each with a `body`.
    ...recordsIn(canvas['items'])
      .flatMap((page) => recordsIn(page['items']))
      .flatMap((annotation) => [annotation['body']].flat()),
  ];
  for (const resource of painted) {
    for (const image of choicesOf(resource))
      gathering.picture(filesOf(image), { title: labelOf(canvas['label']) });
  }
}

/** A choice offers several pictures of one thing, such as a page in other light. */
function choicesOf(resource: unknown): JsonRecord[] {
  if (!isRecord(resource)) return [];
  const type = typeOf(resource);
  if (type === 'Choice') return recordsIn(resource['items']);
  if (type === 'oa:Choice')
    return [resource['default'], ...listOf(resource['item'])].filter(isRecord);
  return [resource];
}

function filesOf(image: JsonRecord): OfferedFile[] {
  const type = typeOf(image);
  if (type !== '' && !/image/i.test(type)) return [];
  const file = idOf(image);
  const [service] = [image['service']].flat().filter(isRecord).filter(isImageService);
  const full = service === undefined ? undefined : fullImage(service);
  return [full, file === undefined ? undefined : { url: file }].filter(
    (offered) => offered !== undefined,
  );
}

/** A text; texts by language; or a list of either. */
function labelOf(label: unknown): string | undefined {
  if (typeof label === 'string') return label;
  const [first] = listOf(label);
  if (first !== undefined) return typeof first === 'string' ? first : labelOf(recordValue(first));
  return isRecord(label) ? labelOf(recordValue(label)) : undefined;
}

function recordValue(value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const [text] = '@value' in value ? [value['@value']] : Object.values(value).flat();
  return typeof text === 'string' ? text : undefined;
}
