/** What one origin's robots.txt says to pixhaul. Pure. */
import robotsParser from 'robots-parser';
import { parseRobots, type Group, type Rule } from './parse.ts';
import { comparablePath, comparablePattern } from './path.ts';

export interface RobotsRules {
  /** Whether a URL of this origin may be fetched. Never throws; what is no URL may. */
  allows(url: string): boolean;
  /** Least time between two requests, in milliseconds, at most 10 minutes; undefined where none is asked for. */
  readonly crawlDelayMs: number | undefined;
  /** Absolute URLs, as they stand. */
  readonly sitemaps: readonly string[];
}

/** The names that pixhaul answers to, in order of preference, in lower case. */
export const DEFAULT_TOKENS: readonly string[] = ['pixhaul'];

/** For an origin that sets no rules. A new object each time, as no two origins share their rules. */
export function noRules(): RobotsRules {
  return { allows: () => true, crawlDelayMs: undefined, sitemaps: [] };
}

export function rulesOf(text: string, tokens = DEFAULT_TOKENS): RobotsRules {
  const { groups, sitemaps } = parseRobots(text);
  const ours = groupsFor(groups, tokens);
  const delays = ours.flatMap(({ crawlDelayMs }) => crawlDelayMs ?? []);
  return {
    allows: matcherOf(ours.flatMap(({ rules }) => rules)),
    crawlDelayMs: delays.length === 0 ? undefined : Math.max(...delays),
    sitemaps,
  };
}

/** All groups of the first token that has any, as one (RFC 9309 §2.2.1); else those for everybody. */
function groupsFor(groups: readonly Group[], tokens: readonly string[]): Group[] {
  for (const token of [...tokens, '*']) {
    const named = groups.filter(({ agents }) => agents.includes(token));
    if (named.length > 0) return named;
  }
  return [];
}

/** The types speak of a default export; the package is its function (`module.exports = …`). */
const parser = robotsParser as unknown as typeof robotsParser.default;
/** Only paths are compared: the origin was chosen by whoever asks. */
const ANY_ORIGIN = 'http://any.invalid';

/**
 * Steps that comparing one URL may take at the worst: some 50 ms. Only a file made to waste time, with a URL of many
 * thousand characters, asks for more: such a URL is not allowed.
 */
const MAX_STEPS = 20_000_000;

/**
 * robots-parser compares: the longest match wins, Allow among equals, with `*` and `$` (RFC 9309 §2.2.2, §2.2.3). It
 * is given one group that is ours, and patterns and paths in one spelling, because by itself
 * - it takes `%62` and `b` for different, and a `*` or `$` in a URL for something that `%2A` and `%24` do not match;
 * - it ends a group at any line that it does not know, and at `Sitemap`;
 * - it knows no group without rules, so that the one for `*` is taken in place of it;
 * - its names are whole lines, not product tokens;
 * - its time for one URL grows with the product of file and URL, and nothing bounds it.
 */
function matcherOf(rules: readonly Rule[]): RobotsRules['allows'] {
  if (rules.every(({ allow }) => allow)) return () => true;
  const spelt = rules.map(({ allow, pattern }) => ({ allow, pattern: comparablePattern(pattern) }));
  const lines = spelt.map(({ allow, pattern }) => `${allow ? 'Allow' : 'Disallow'}:${pattern}\n`);
  const robot = parser(`${ANY_ORIGIN}/robots.txt`, `User-agent:*\n${lines.join('')}`);
  // A pattern without `*` is given up at the first character that differs.
  const steps = spelt.reduce((sum, { pattern }) => sum + stepsOf(pattern), 0);
  const bans = spelt.flatMap(({ allow, pattern }) => (allow ? [] : [pattern.split(/[*$]/)]));
  return (url) => {
    if (!URL.canParse(url)) return true;
    const path = comparablePath(new URL(url));
    // "The /robots.txt URI is implicitly allowed" (§2.2.2).
    if (path === '/robots.txt') return true;
    if (steps * path.length > MAX_STEPS) return false;
    if (!bans.some((pieces) => mayMatch(path, pieces))) return true;
    return robot.isAllowed(ANY_ORIGIN + path) ?? true;
  };
}

function stepsOf(pattern: string): number {
  return pattern.includes('*') ? pattern.length + 1 : 1;
}

/** Most URLs are banned by nothing: told quickly, by the text between the stars, without looking at its order. */
function mayMatch(path: string, [start = '', ...pieces]: readonly string[]): boolean {
  return path.startsWith(start) && pieces.every((piece) => path.includes(piece));
}
