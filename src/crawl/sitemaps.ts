/** The sitemaps that a crawl begins at (`--sitemap`). */
import type { CrawlConfig } from '../config/index.ts';
import { AttemptError } from '../errors.ts';
import { siteOf } from '../extract/url.ts';
import { documentRequest } from '../gallery/start-request.ts';
import type { NewRequest } from '../model.ts';
import type { Robots } from '../robots/index.ts';

/** Of one host; a robots.txt may name thousands. */
const MOST = 100;

/**
 * The one that the user named; else those that the robots.txt of each start host names, on its own site; else
 * `/sitemap.xml`, whether it is there or not.
 */
export async function sitemapRequests(
  { sitemap }: Pick<CrawlConfig, 'sitemap'>,
  start: readonly string[],
  robots: Robots | undefined,
  signal: AbortSignal,
): Promise<NewRequest[]> {
  if (typeof sitemap === 'string') return [documentRequest(sitemap)];
  if (sitemap !== true) return [];
  const origins = new Map(start.map((url) => [new URL(url).origin, url]));
  const named = await Promise.all(
    [...origins.values()].map((url) => namedFor(url, robots, signal)),
  );
  return named.flat().map(documentRequest);
}

async function namedFor(
  start: string,
  robots: Robots | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const site = siteOf(start);
  const named = (await sitemapsInRobots(start, robots, signal)).filter(
    (url) => siteOf(url) === site,
  );
  return named.length > 0 ? named.slice(0, MOST) : [new URL('/sitemap.xml', start).href];
}

async function sitemapsInRobots(start: string, robots: Robots | undefined, signal: AbortSignal) {
  try {
    return (await robots?.rulesFor(start))?.sitemaps ?? [];
  } catch (error) {
    // Whoever asks for a page of that host is told so; and after a stop nobody does.
    if (error instanceof AttemptError || signal.aborted) return [];
    throw error;
  }
}
