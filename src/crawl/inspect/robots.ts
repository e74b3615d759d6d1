/** What robots.txt says of the URLs that a crawl would go on to ask for; a crawl asks when their turn comes. */
import { AttemptError } from '../../errors.ts';
import type { Robots } from '../../robots/index.ts';

/** Hosts whose robots.txt is asked for. A page can name any number. */
const MAX_ORIGINS = 20;

export type RobotsRuling = 'robots' | 'robots_unavailable' | undefined;

/** The ruling on each URL; of more than 20 origins, that of the first. */
export async function askRobots(
  urls: readonly string[],
  robots: Robots | undefined,
): Promise<(url: string) => RobotsRuling> {
  const rulings = new Map<string, RobotsRuling>();
  if (robots === undefined) return () => undefined;
  const origins = [...new Set(urls.map(originOf))].slice(0, MAX_ORIGINS);
  const ruleOn = async (origin: string) => {
    for (const url of urls)
      if (originOf(url) === origin) rulings.set(url, await rulingOn(url, robots));
  };
  await Promise.all(origins.map(ruleOn));
  return (url) => rulings.get(url);
}

function originOf(url: string): string {
  return new URL(url).origin;
}

async function rulingOn(url: string, robots: Robots): Promise<RobotsRuling> {
  try {
    const rules = await robots.rulesFor(url);
    return rules.allows(url) ? undefined : 'robots';
  } catch (error) {
    if (error instanceof AttemptError) return 'robots_unavailable';
    throw error;
  }
}
