/** Which other renditions of a picture are worth asking for when its best one cannot be had. Pure. */
import { hostOf, standsIn } from '../extract/index.ts';
import type { Candidate, Picture } from '../extract/types.ts';
import type { NewImageRequest } from '../model.ts';

/** What waits in the queue is kept small. */
const MAX_OTHERS = 5;
const MAX_LENGTH = 2_000;
/** What is declared no wider is the blurred stand-in of some lazy loaders, in pixels. */
const TOO_NARROW = 64;

/** The pictures of a page, without what several of them list among their renditions: an image that stands in for all. */
export function withFallbacks(pictures: readonly Picture[]): Picture[] {
  const listed = new Map<string, number>();
  for (const { others } of pictures)
    for (const url of new Set(others.map((other) => other.url)))
      listed.set(url, (listed.get(url) ?? 0) + 1);
  return pictures.map((picture) => ({
    ...picture,
    others: picture.others.filter(({ url }) => listed.get(url) === 1),
  }));
}

/** The picture that a thumbnail led to, with the thumbnail as its last resort. */
export function withThumbnail(picture: Picture, { url, data }: NewImageRequest): Picture {
  const smaller = [url, ...(data.others ?? [])].map((each): Candidate => ({
    url: each,
    source: 'img-src',
  }));
  return { ...picture, others: [...picture.others, ...smaller] };
}

/** Their URLs, best first, each once. */
export function fallbacksOf(
  { chosen, others }: Picture,
  allows: (url: string) => boolean,
): string[] {
  const urls: string[] = [];
  for (const other of others) {
    if (urls.length === MAX_OTHERS) break;
    const { url } = other;
    if (url === chosen.url || urls.includes(url) || url.length > MAX_LENGTH) continue;
    if (hostOf(url) === '' || standsIn(other) || isNarrow(other)) continue;
    if (allows(url)) urls.push(url);
  }
  return urls;
}

/** The width of an `img` tells how it is shown, not how wide its file is. */
function isNarrow({ source, width = Infinity }: Candidate): boolean {
  return source !== 'img-src' && width <= TOO_NARROW;
}
