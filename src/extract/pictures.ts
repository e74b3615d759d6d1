import { decorOf } from './decor/index.ts';
import { fileNameOf } from './file-kind.ts';
import { LargerPages } from './larger-page.ts';
import { isLinked, type Group } from './group.ts';
import { chosenUrl } from './merge.ts';
import { own, ownCut } from './own.ts';
import { isThumbnail, renditionOf } from './rendition.ts';
import type { Steps } from './steps.ts';
import type { PageLink, Picture } from './types.ts';

/** Characters kept. */
const MAX_CAPTION = 1_000;

/** A URL chosen for one picture is never among the others of another: it has one fate. */
export function* picturesOf(
  groups: readonly Group[],
  links: readonly PageLink[],
  pageUrl: string,
): Steps<Picture[]> {
  const chosen = new Set(groups.map(chosenUrl));
  const onward = new Set(links.flatMap(({ url, pagination }) => (pagination ? [url] : [])));
  const leadsAway = (url: string) => onward.has(url) || isItsIndex(url, pageUrl);
  const decor = yield* decorOf(groups, pageUrl);
  const largerPages = new LargerPages(links, pageUrl);
  const pictures: Picture[] = [];
  for (const group of groups) {
    yield;
    const [best, ...rest] = group.offers;
    if (best === undefined) continue;
    const linksTo = viewerOf(group, leadsAway);
    const largerOn = isLinked(group) ? undefined : largerPages.of(best.candidate.url);
    const judgement = decor.get(group);
    pictures.push({
      chosen: best.candidate,
      others: rest.flatMap(({ candidate }) => (chosen.has(candidate.url) ? [] : [candidate])),
      ...(group.alt !== '' && { alt: own(group.alt) }),
      ...(group.title !== '' && { title: own(group.title) }),
      ...(group.caption !== '' && { caption: ownCut(group.caption, MAX_CAPTION) }),
      ...(judgement?.rule !== undefined && { decor: judgement.rule }),
      ...(judgement?.atMargin === true && { atMargin: true }),
      ...(linksTo !== undefined && { linksTo }),
      ...(largerOn !== undefined && { largerOn }),
    });
  }
  return pictures;
}

/**
 * The page on which a larger rendition may wait. None when the original is linked already, and none when the picture
 * is itself the large one on its viewer page, where a click leads on to the next or back to the album.
 */
function viewerOf(group: Group, leadsAway: (url: string) => boolean): string | undefined {
  const { linksTo } = group;
  if (linksTo === undefined || isLinked(group)) return undefined;
  if (!leadsAway(linksTo)) return linksTo;
  const url = chosenUrl(group);
  const rendition = renditionOf(url);
  const isNeighbour =
    isThumbnail(rendition) || rendition?.key.endsWith(`/${stemOf(linksTo)}`) === true;
  return isNeighbour || BUTTON_NAME.test(fileNameOf(url)) ? linksTo : undefined;
}

/** Pictures that lead about the site, by their names. */
const BUTTON_NAME =
  /logo|banner|^(?:home|up|back|return|index|icon|button|btn|arrow|nav|next|prev|previous|left|right)(?![a-z])/i;

/** Whether `url` is the index of the folder in which the page, not an index itself, stands. */
function isItsIndex(url: string, pageUrl: string): boolean {
  const folder = url.replace(INDEX_FILE, '/');
  return (
    folder.endsWith('/') &&
    pageUrl.startsWith(folder) &&
    /^[^/?]/.test(pageUrl.slice(folder.length)) &&
    !pageUrl.slice(folder.length).replace(/\?.*/, '').includes('/') &&
    !INDEX_FILE.test(pageUrl)
  );
}

const INDEX_FILE = /\/(?:index|default)\.[a-z]{2,5}$/i;

function stemOf(url: string): string {
  return fileNameOf(url)
    .toLowerCase()
    .replace(/\.[^.]*$/, '');
}
