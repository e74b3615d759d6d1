/** How a crawl asks servers. By itself, as it begins to ask while Crawlee and the rest are still being loaded. */
import type { CrawlConfig } from '../config/index.ts';
import type { PictureClient, SignIn } from '../http/index.ts';
import { createRobots, type Robots } from '../robots/index.ts';
import { createClient } from './client.ts';
import { robotsFetcher } from './robots-fetch.ts';

export interface Asking {
  client: PictureClient;
  /** Absent when nobody wants to know. */
  robots: Robots | undefined;
  /** Absent when there is nothing to sign in with. */
  signIn: SignIn | undefined;
}

/**
 * @param start all start URLs of the crawl, those of earlier runs included
 * @param signal ends what is under way when the crawl is stopped at once
 */
export function createAsking(
  config: CrawlConfig,
  start: readonly string[],
  signIn: SignIn | undefined,
  signal: AbortSignal,
): Asking {
  const client = createClient(config, start, signIn);
  if (!config.robots) return { client, robots: undefined, signIn };
  const now = Date.now;
  const robots = createRobots({ now, fetch: robotsFetcher({ client, signal, now }) });
  return { client, robots, signIn };
}

/**
 * Asks for the robots.txt that the first request of a new crawl will need. Whoever needs it gets the same answer, and is
 * told what went wrong: here it is of no interest.
 */
export function askEarly({ robots }: Asking, url: string): void {
  robots?.rulesFor(url).catch(() => undefined);
}
