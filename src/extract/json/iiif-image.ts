/** IIIF Image API 1 to 3: from what a server says of an image to the URL of its largest rendition. */
import type { Gathering, OfferedFile } from '../gathering.ts';
import { isRecord, numberOf, recordsIn, textOf, type JsonRecord } from './json.ts';
import type { JsonDocument } from './reading.ts';

export function isImageInfo({ value }: JsonDocument): boolean {
  if (!isRecord(value) || idOf(value) === undefined) return false;
  return isImageService(value) || /\/iiif\.io\/api\/image/.test(textOf(value['protocol']) ?? '');
}

export function readImageInfo({ value }: JsonDocument, gathering: Gathering): void {
  const file = isRecord(value) ? fullImage(value) : undefined;
  if (file !== undefined) gathering.picture([file]);
}

/** Whether an object describes an image service, by its context, type or profile. */
export function isImageService(service: JsonRecord): boolean {
  return versionOf(service) !== undefined;
}

/**
 * The largest rendition, as JPEG, which every server has. `max` is what version 3 calls it (§4.2), and version 2.1
 * where the server limits sizes (§4.2, "max"); `full` is what all servers of version 2 know, and those of version 1
 * with `native` for a quality.
 */
export function fullImage(service: JsonRecord): OfferedFile | undefined {
  const id = idOf(service)?.replace(/\/(?:info\.json)?$/, '');
  if (id === undefined) return undefined;
  const version = versionOf(service) ?? 2;
  const limited = version === 2 && isLimited(service);
  const size = version >= 3 || limited ? 'max' : 'full';
  const url = `${id}/full/${size}/0/${version === 1 ? 'native' : 'default'}.jpg`;
  return { url, width: limited ? undefined : numberOf(service['width']) };
}

export function idOf(record: JsonRecord): string | undefined {
  return textOf(record['id']) ?? textOf(record['@id']);
}

/** The first type; empty where there is none. */
export function typeOf(record: JsonRecord): string {
  const [type] = [record['type'] ?? record['@type']].flat();
  return textOf(type) ?? '';
}

function versionOf(service: JsonRecord): number | undefined {
  const type = /^ImageService(\d)$/.exec(typeOf(service))?.[1];
  if (type !== undefined) return Number(type);
  const [profile] = [service['profile']].flat();
  for (const said of [...[service['@context']].flat(), profile]) {
    const text = textOf(said) ?? '';
    const version = /\/(?:api\/)?image(?:-api)?\/(\d)/.exec(text)?.[1];
    if (version !== undefined) return Number(version);
    if (/\/image-api\/(?:1\.1\/)?(?:context|compliance|conformance)/.test(text)) return 1;
  }
  return undefined;
}

/** Version 2 says so in one of its profiles (§5.3). */
function isLimited(service: JsonRecord): boolean {
  return recordsIn(service['profile']).some(
    (profile) => 'maxWidth' in profile || 'maxHeight' in profile || 'maxArea' in profile,
  );
}
