/** `data.json` of galleries made by fgallery: each picture with its preview, and its original where it was kept. */
import type { Gathering, OfferedFile } from '../gathering.ts';
import { isRecord, listOf, numberOf, recordsIn, textOf } from './json.ts';
import type { JsonDocument } from './reading.ts';

export function isFgallery({ value }: JsonDocument): boolean {
  const [first] = isRecord(value) ? recordsIn(value['data']) : [];
  return first !== undefined && Array.isArray(first['img']) && Array.isArray(first['thumb']);
}

/** @returns the title */
export function readFgallery({ value }: JsonDocument, gathering: Gathering): string | undefined {
  if (!isRecord(value)) return undefined;
  for (const picture of recordsIn(value['data'])) {
    const [title, caption] = listOf(picture['caption']).map(textOf);
    gathering.picture(
      ['file', 'img', 'thumb'].flatMap((name) => fileOf(picture[name])),
      {
        title,
        caption,
      },
    );
  }
  return textOf(value['name']);
}

/** A path below the folder of `data.json`, and the file's width and height. An original may be in a raw format. */
function fileOf(value: unknown): OfferedFile[] {
  const [path, size] = listOf(value);
  const url = textOf(path);
  const width = numberOf(listOf(size)[0]);
  return url === undefined
    ? []
    : [{ url: url.split('/').map(encodeURIComponent).join('/'), width }];
}
