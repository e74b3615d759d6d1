/** A robots.txt → its groups (RFC 9309 §2.2). Pure, linear in the text, and never throws. */

export interface Rule {
  allow: boolean;
  /** As it stands; never empty. */
  pattern: string;
}

export interface Group {
  /** Product tokens in lower case, or `*`. */
  agents: string[];
  rules: Rule[];
  crawlDelayMs?: number;
}

export interface ParsedRobots {
  groups: Group[];
  /** Absolute http(s) URLs, as they stand. */
  sitemaps: string[];
}

/** No URL that is asked for is as long, so no such rule could apply to one. */
const MAX_PATTERN_LENGTH = 16_384;
/** A longer Crawl-delay is cut to this: it would keep a crawl from ending. */
const MAX_CRAWL_DELAY_MS = 600_000;

export function parseRobots(text: string): ParsedRobots {
  const parsed: ParsedRobots = { groups: [], sitemaps: [] };
  let group: Group | undefined;
  let namesEnded = true;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [name, value] = record(line);
    if (name === 'user-agent') {
      if (namesEnded || group === undefined) {
        group = { agents: [], rules: [] };
        parsed.groups.push(group);
      }
      namesEnded = false;
      const agent = productToken(value);
      if (agent !== undefined) group.agents.push(agent);
    } else if (name === 'sitemap') {
      // Belongs to no group, and ends none (§2.2.4).
      if (isWebUrl(value)) parsed.sitemaps.push(value);
    } else if (isOfGroup(name)) {
      // Crawl-delay ends the names too, though the RFC does not know it: people write groups of nothing else.
      namesEnded = true;
      if (group !== undefined) addTo(group, name, value);
    }
  }
  return parsed;
}

/** `name: value # comment`; the name in lower case. Text without a colon is no record. */
function record(line: string): [name: string, value: string] {
  const comment = line.indexOf('#');
  const content = comment === -1 ? line : line.slice(0, comment);
  const colon = content.indexOf(':');
  if (colon === -1) return ['', ''];
  return [content.slice(0, colon).trim().toLowerCase(), content.slice(colon + 1).trim()];
}

/**
 * Letters, `_` and `-` are a product token (§2.2.1); what follows them, as a version, is not compared. A token of
 * somebody else's that begins with ours (`pixhaul-news`) is another token.
 */
function productToken(value: string): string | undefined {
  if (value.startsWith('*')) return '*';
  return /^[a-z_-]+/i.exec(value)?.[0].toLowerCase();
}

const OF_GROUP = ['allow', 'disallow', 'crawl-delay'] as const;

function isOfGroup(name: string): name is (typeof OF_GROUP)[number] {
  return (OF_GROUP as readonly string[]).includes(name);
}

function addTo(group: Group, name: (typeof OF_GROUP)[number], value: string): void {
  if (name === 'crawl-delay') {
    const delay = crawlDelayMs(value);
    if (delay !== undefined) group.crawlDelayMs = delay;
  } else if (value !== '' && value.length <= MAX_PATTERN_LENGTH) {
    // An empty pattern matches nothing (§2.2.2).
    group.rules.push({ allow: name === 'allow', pattern: value });
  }
}

/** Seconds, whole or not. */
function crawlDelayMs(value: string): number | undefined {
  if (!/^\d{1,15}(\.\d{1,15})?$/.test(value)) return undefined;
  return Math.min(Math.ceil(Number(value) * 1000), MAX_CRAWL_DELAY_MS);
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
