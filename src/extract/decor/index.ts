/** Which of a page's pictures are decoration. */
import type { DecorRule } from '../../model.ts';
import { isLinked, type Group } from '../group.ts';
import { chosenUrl } from '../merge.ts';
import type { Steps } from '../steps.ts';
import { siteOf } from '../url.ts';
import {
  declaredSize,
  isDeferred,
  isLargeFile,
  isShownFile,
  type Facts,
  type Showing,
} from './facts.ts';
import { FileNames } from './file-name.ts';
import { ruleFor } from './judge.ts';
import { Places, type Region } from './place.ts';

/** What a picture is, other than one of the page's content. */
interface Judgement {
  rule?: DecorRule;
  /** In doubt: page after page may show it. */
  atMargin?: true;
}

interface Judged {
  group: Group;
  facts: Facts;
  showings: Showing[];
}

/**
 * The rules by which pictures are decoration; of a picture that is shown several times, every showing has to be. A file
 * that the page links to never is.
 */
export function* decorOf(
  groups: readonly Group[],
  pageUrl: string,
): Steps<ReadonlyMap<Group, Judgement>> {
  const names = new FileNames();
  const places = new Places();
  const leadsTo = whereTo(pageUrl);
  const judged: Judged[] = [];
  for (const group of groups) {
    yield;
    if (isLinked(group)) continue;
    const showings = group.elements.map((element) => ({
      element,
      ...declaredSize(element, isDeferred(group)),
      own: places.saidBy(element),
      around: places.saidAround(element),
      region: places.regionOf(element),
    }));
    const facts = {
      name: names.signsOf(chosenUrl(group)),
      leadsTo: leadsTo(group.linksTo),
      isLarge: isLargeFile(group),
      sizeCounts: isShownFile(group),
    };
    judged.push({ group, facts, showings });
  }
  // Beside one that the page's head names, a mark of the site is none.
  const isOnly = groups.length === 1;
  const alike = countAlike(judged);
  const judgements = new Map<Group, Judgement>();
  for (const { group, facts, showings } of judged) {
    yield;
    const found = showings.map((showing) =>
      ruleFor(facts, showing, {
        alike: alike.get(showing.region.element) ?? 0,
        inFolder: names.sharing(chosenUrl(group)),
        isOnly,
      }),
    );
    const [rule] = found;
    if (rule !== undefined && !found.includes(undefined)) judgements.set(group, { rule });
    else if (isAtMargin(facts, showings)) judgements.set(group, { atMargin: true });
  }
  return judgements;
}

function isAtMargin({ leadsTo }: Facts, showings: readonly Showing[]): boolean {
  if (leadsTo === 'page' || showings.length === 0) return false;
  return showings.every(({ region: { kind } }) => kind !== 'page' && kind !== 'content');
}

/** How many pictures of each region might be a gallery's: photographs, and what leads to pages. */
function countAlike(judged: readonly Judged[]): Map<Region['element'], number> {
  const counts = new Map<Region['element'], number>();
  for (const { facts, showings } of judged) {
    if (facts.name.format !== 'photo' && facts.leadsTo !== 'page') continue;
    for (const { region } of showings)
      counts.set(region.element, (counts.get(region.element) ?? 0) + 1);
  }
  return counts;
}

/** How a picture's link lies to its page. Logos lead to the front page, of the site or of a part of it. */
function whereTo(pageUrl: string): (url: string | undefined) => Facts['leadsTo'] {
  const site = siteOf(pageUrl);
  const sites = new Map<string, string>();
  return (url) => {
    if (url === undefined) return 'nowhere';
    const origin = ORIGIN.exec(url)?.[0] ?? url;
    const known = sites.get(origin) ?? siteOf(url);
    if (sites.size < MOST_SITES) sites.set(origin, known);
    if (known !== site) return 'away';
    if (url.length <= origin.length + 1) return 'home';
    const folder = url.replace(INDEX_FILE, '/');
    return folder.endsWith('/') && pageUrl.startsWith(folder) ? 'home' : 'page';
  };
}

const ORIGIN = /^https?:\/\/[^/?#]*/;
const INDEX_FILE = /\/(?:index|default|home)\.[a-z]{2,5}$/i;

/** Whose registered domain is remembered: a page may link to very many. */
const MOST_SITES = 1_000;
