/** What became of each candidate of a page, told by the requests that its handler made. Pure. */
import { requestKey, type PageContent, type Picture } from '../../extract/index.ts';
import type { NewRequest } from '../../model.ts';
import { withoutUserInfo } from '../../output/index.ts';
import type { InspectedCandidate } from './types.ts';

/** @param found the requests made of the page */
export function candidatesOf(
  { pictures, refused }: PageContent,
  found: readonly NewRequest[],
): InspectedCandidate[] {
  const requests = new Map(
    found.flatMap((request) => (request.kind === 'image' ? [[request.key, request]] : [])),
  );
  const candidates: InspectedCandidate[] = [];
  pictures.forEach((picture, index) => {
    const number = candidates.length + 1;
    const skip = requests.get(requestKey('image', picture.chosen.url))?.skip;
    const fate =
      skip === undefined ? { fate: 'save' as const } : { fate: 'skip' as const, rule: skip };
    const chosen = { number, picture: index + 1, ...fate, ...whereOf(picture.chosen) };
    candidates.push({ ...chosen, ...wordsOf(picture) });
    for (const other of picture.others) {
      const own = { number: candidates.length + 1, picture: index + 1 };
      candidates.push({ ...own, fate: 'smaller', of: number, ...whereOf(other) });
    }
  });
  for (const { url, rule } of refused) {
    const own = { number: candidates.length + 1, picture: 0 };
    candidates.push({ ...own, fate: 'skip', rule, source: 'refused', url });
  }
  return candidates;
}

function whereOf({ source, url, width, density }: Picture['chosen']) {
  return {
    source,
    url: withoutUserInfo(url),
    ...(width === undefined ? {} : { width }),
    ...(density === undefined ? {} : { density }),
  };
}

function wordsOf({ alt, title, caption, linksTo, largerOn }: Picture) {
  const viewer = largerOn ?? linksTo;
  return {
    ...(alt === undefined ? {} : { alt }),
    ...(title === undefined ? {} : { title }),
    ...(caption === undefined ? {} : { caption }),
    ...(viewer === undefined ? {} : { viewer: withoutUserInfo(viewer) }),
  };
}
