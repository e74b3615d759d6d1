import { resolvedOffer } from './candidates.ts';
import type { Group } from './group.ts';
import { picturesInJsonLd } from './json-ld.ts';
import { parsedJson, picturesInJson } from './json-values.ts';
import { ranked } from './rank.ts';
import type { Resolve } from './resolve.ts';
import { rulesIn, type LayerFile } from './css.ts';
import { looksLikePicture } from './file-kind.ts';
import { namesContent } from './shown.ts';
import type { DataScan, MentionScan, PageScan, RawOffer } from './scanned.ts';
import type { Steps } from './steps.ts';
import type { CandidateSource } from './types.ts';

/** After everything that stands in the document. */
const AFTER_ALL = 1e9;

/** Pictures that the page names in data or in its head; those named best come first. */
export function* mentionGroups(page: PageScan, resolve: Resolve): Steps<Group[]> {
  const groups: Group[] = [];
  const add = (mention: MentionScan) => {
    const offers = mention.offers.flatMap((raw) =>
      resolvedOffer(unescaped(raw), mention.source, resolve),
    );
    if (offers.length === 0) return;
    groups.push({
      order: AFTER_ALL + groups.length,
      offers: ranked(offers),
      alt: mention.alt ?? '',
      title: mention.title ?? '',
      caption: mention.caption ?? '',
      linksTo: undefined,
      elements: [],
    });
  };
  for (const data of page.data) {
    for (const mention of yield* mentionsIn(data)) {
      yield;
      add(mention);
    }
  }
  for (const css of page.sheets) {
    for (const { selector, layers } of yield* rulesIn(css)) {
      yield;
      const source = namesContent(selector) ? 'background' : 'stylesheet';
      if (!isPageWide(selector)) for (const layer of layers) add({ source, offers: drawn(layer) });
    }
  }
  for (const mention of page.mentions) {
    yield;
    add(mention);
  }
  return groups;
}

/** Character references are none in a script; some pages write them all the same. */
function unescaped(offer: RawOffer): RawOffer {
  return offer.raw.includes('&amp;')
    ? { ...offer, raw: offer.raw.replaceAll('&amp;', '&') }
    : offer;
}

function* mentionsIn({ kind, text }: DataScan): Steps<MentionScan[]> {
  const value = parsedJson(text);
  yield;
  if (value === undefined) return [];
  if (kind === 'json-ld') return yield* picturesInJsonLd(value);
  const pictures = yield* picturesInJson(value, { bareNames: false });
  return pictures.map(({ listed, ...picture }) => ({
    source: listed ? 'script-json-list' : 'script-json',
    ...picture,
  }));
}

/** A drawing behind an element is one of the page's looks. */
function drawn(layer: readonly LayerFile[]): RawOffer[] {
  return layer
    .filter(({ raw }) => looksLikePicture(raw) && !/\.svg(?:$|[?#])/i.test(raw))
    .map(({ raw, density = 1 }) => ({ raw, tier: 'density', density }));
}

/** Rules for the page and its frame, and for what is no photograph. */
function isPageWide(selector: string): boolean {
  return PAGE_WIDE.test(selector);
}

const PAGE_WIDE =
  /(?:^|[\s,>.#_-])(?:html|body|wrapper|header|footer|nav|menu|sidebar|logo|icons?|btn|button|arrow|sprite|bg|background|pattern|loading|loader|spinner|ads?|banner)(?![a-z])/i;

/** Ways to name a picture for others to show, best first: a page that shows none is taken at the best of its words. */
const WEAK: readonly (readonly CandidateSource[])[] = [
  ['json-ld', 'microdata', 'open-graph', 'script-json'],
  ['twitter-card'],
  ['link-image'],
  ['preload'],
  ['stylesheet'],
];

const WEAK_RANK: ReadonlyMap<CandidateSource, number> = new Map(
  WEAK.flatMap((sources, rank) => sources.map((source) => [source, rank] as const)),
);

/** How weakly the page names it; undefined when it shows it, or keeps it in a list of pictures. */
export function weakness(sources: readonly CandidateSource[]): number | undefined {
  let best = WEAK.length;
  for (const source of sources) {
    const rank = WEAK_RANK.get(source);
    if (rank === undefined) return undefined;
    best = Math.min(best, rank);
  }
  return best;
}
