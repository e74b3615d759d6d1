import { targetOf, type Target } from './anchors.ts';
import { heldBy } from './held.ts';
import { groupsOf } from './groups.ts';
import { linksOf } from './links.ts';
import { mentionGroups } from './mentions.ts';
import { merge } from './merge.ts';
import { collapse, own } from './own.ts';
import { picturesOf } from './pictures.ts';
import { refreshTarget } from './refresh.ts';
import { withoutRepeats } from './repeats.ts';
import { Resolver } from './resolve.ts';
import { scan } from './scan.ts';
import type { AnchorScan, PageScan } from './scanned.ts';
import { atOnce, inTurns, type Steps } from './steps.ts';
import { parseTree, rootOf, type ParsedPage } from './tree.ts';
import type { PageContent } from './types.ts';
import { baseUrl, normaliseUrl } from './url.ts';

/** A page as text, or parsed already. */
export type PageInput = ({ html: string } | { $: ParsedPage }) & {
  /** The page's own, after redirects. */
  url: string;
  /** The page's character encoding, a name of the Encoding standard; queries are written in it. Default UTF-8. */
  encoding?: string;
};

/**
 * What a page offers: its pictures, each once and at the best resolution that the page proves, and its links.
 *
 * Pure, linear in the page, and never throws on a site's markup. The result shares no memory with the page.
 */
export function extractPage(input: PageInput): PageContent {
  return atOnce(extractSteps(input));
}

/** The same, in turns with whatever else the process does: a page of 100,000 pictures takes seconds. */
export async function extractPageInTurns(input: PageInput): Promise<PageContent> {
  return inTurns(extractSteps(input));
}

/** The same, step by step. */
export function* extractSteps(input: PageInput): Steps<PageContent> {
  const page = yield* scan('$' in input ? rootOf(input.$) : parseTree(input.html));
  yield;
  const normalised = normaliseUrl(input.url, input.url);
  const pageUrl = 'url' in normalised ? normalised.url : input.url;
  const resolver = new Resolver(baseUrl(pageUrl, page.facts.baseHref), input.encoding);
  const targets = new Map<AnchorScan, Target>();
  for (const anchor of page.anchors) {
    targets.set(anchor, targetOf(anchor, resolver, pageUrl));
    yield;
  }
  const refresh = refreshOf(page, resolver, pageUrl);
  const links = yield* linksOf(page.anchors, targets);
  const urlOf = (kind: 'image' | 'page') => (anchor: AnchorScan) => {
    const target = targets.get(anchor);
    return target?.kind === kind ? target.url : undefined;
  };
  const urls = { image: urlOf('image'), page: urlOf('page') };
  const held = yield* heldBy(page.holders, resolver.mention);
  const groups = yield* groupsOf(page, urls, resolver.picture, held.single);
  const mentioned = [...held.several, ...(yield* mentionGroups(page, resolver.mention))];
  const merged = yield* merge(groups, mentioned);
  const pictures = withoutRepeats(yield* picturesOf(merged, links, pageUrl));
  const title = own(collapse(page.facts.title));
  const otherFiles = filesOf(targets.values());
  const incomplete = page.incomplete || resolver.exhausted || ('$' in input && input.$.cut);
  return {
    ...(title !== '' && { title }),
    pictures,
    refused: resolver.refused,
    links,
    ...(otherFiles.length > 0 && { otherFiles }),
    ...(page.facts.robots.length > 0 && { robots: page.facts.robots }),
    ...(refresh !== undefined && { refresh }),
    ...(page.facts.passwordForm !== undefined && { passwordForm: page.facts.passwordForm }),
    ...(incomplete === true && { incomplete }),
  };
}

/** Enough to see what is left out. */
const MAX_OTHER_FILES = 200;

function filesOf(targets: Iterable<Target>): string[] {
  const files = new Set<string>();
  for (const target of targets) {
    if (files.size === MAX_OTHER_FILES) break;
    if (target.kind === 'file') files.add(target.url);
  }
  return [...files];
}

/** Where the page sends its visitors on to. */
function refreshOf(page: PageScan, resolver: Resolver, pageUrl: string): string | undefined {
  const raw = page.facts.refresh === undefined ? undefined : refreshTarget(page.facts.refresh);
  const url = raw === undefined ? undefined : resolver.link(raw);
  return url === pageUrl ? undefined : url;
}
