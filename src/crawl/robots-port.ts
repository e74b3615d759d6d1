/** Asks robots.txt on behalf of the handlers, and tells the queue how fast a host may be asked. */
import { hostOf } from '../extract/index.ts';
import { redactUrl } from '../http/index.ts';
import { DEFAULT_TOKENS, type Robots, type RobotsPort, type RobotsRules } from '../robots/index.ts';
import type { CrawlStore } from '../store/contract.ts';

interface GateParts {
  robots: Robots;
  /** Lets a host have as many leases as others, at the pace that it asks for. */
  admitHost: CrawlStore['admitHost'];
  warn: (code: string, message: string) => void;
}

/** A crawl that is told so often that a start URL is barred knows. */
const MAX_WARNINGS = 20;

export function createGate({ robots, admitHost, warn }: GateParts): RobotsPort {
  // Rules are an object of their own for each origin, and a new one each time that they are fetched.
  const admitted = new WeakSet<RobotsRules>();
  const warned = new Set<string>();

  const warnOfStart = (url: string): void => {
    const host = hostOf(url);
    if (warned.has(host) || warned.size >= MAX_WARNINGS) return;
    warned.add(host);
    warn(
      'robots',
      `robots.txt of ${host} disallows ${redactUrl(url)}; --no-robots to own the decision`,
    );
  };

  return {
    tokens: DEFAULT_TOKENS,
    async mayFetch(request, url = request.url) {
      const rules = await robots.rulesFor(url);
      const host = hostOf(url);
      if (!admitted.has(rules) && host !== '') {
        admitted.add(rules);
        await admitHost(host, { delayMs: rules.crawlDelayMs ?? 0 });
      }
      const allowed = rules.allows(url);
      if (!allowed && request.pageUrl === undefined) warnOfStart(url);
      return allowed;
    },
  };
}
