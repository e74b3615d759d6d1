import type { Group } from './groups.ts';
import { picturesInJsonLd } from './json-ld.ts';
import { picturesInJson } from './json-values.ts';
import { offer, ranked, type Offer } from './rank.ts';
import type { Resolve } from './resolve.ts';
import type { DataScan, MentionScan, PageScan, RawOffer } from './scanned.ts';
import type { Steps } from './steps.ts';
import type { CandidateSource } from './types.ts';

/** After everything that stands in the document. */
const AFTER_ALL = 1e9;

/** Pictures that the page names in data or in its head; those named best come first. */
export function* mentionGroups(page: PageScan, resolve: Resolve): Steps<Group[]> {
  const groups: Group[] = [];
  const add = (mention: MentionScan) => {
    const offers = mention.offers.flatMap((raw) => resolved(raw, mention.source, resolve));
    if (offers.length === 0) return;
    groups.push({
      order: AFTER_ALL + groups.length,
      offers: ranked(offers),
      alt: mention.alt ?? '',
      title: mention.title ?? '',
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
  for (const mention of page.mentions) {
    yield;
    add(mention);
  }
  return groups;
}

function* mentionsIn({ kind, text }: DataScan): Steps<MentionScan[]> {
  const value = parsed(text);
  yield;
  if (value === undefined) return [];
  if (kind === 'json-ld') return yield* picturesInJsonLd(value);
  const pictures = yield* picturesInJson(value);
  return pictures.map(({ listed, ...picture }) => ({
    source: listed ? 'script-json-list' : 'script-json',
    ...picture,
  }));
}

/** Undefined when it is no JSON: much that says it is was written by hand. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resolved(raw: RawOffer, source: CandidateSource, resolve: Resolve): Offer[] {
  // Character references are none in a script; some pages write them all the same.
  const url = resolve(raw.raw.replaceAll('&amp;', '&'));
  if (url === undefined) return [];
  const { width, density, tier } = raw;
  const sizes = { ...(width && { width }), ...(density !== undefined && { density }) };
  return [offer({ url, source, ...sizes }, tier)];
}

/** Ways to name a picture for others to show, best first: a page that shows none is taken at the best of its words. */
const WEAK: readonly (readonly CandidateSource[])[] = [
  ['json-ld', 'microdata', 'open-graph', 'script-json'],
  ['twitter-card'],
  ['link-image'],
  ['preload'],
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
