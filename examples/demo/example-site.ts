/** What an example crawls: the page named on the command line, else the demo site, started for it. */
import type { CrawlSettings } from '../../src/index.ts';
import { demoPort } from './open.ts';
import { startDemoSite } from './site.ts';

export interface ExampleSite {
  start: string[];
  /** Short waits for the demo site, whose faults are on purpose; nothing for any other. */
  waits: Pick<CrawlSettings, 'tries' | 'retryDelay' | 'stallTimeout'>;
  close: () => Promise<void>;
}

/** Further words of the command line are start URLs, too. */
export async function exampleSite(): Promise<ExampleSite> {
  const start = process.argv.slice(2);
  if (start.length > 0) return { start, waits: {}, close: () => Promise.resolve() };
  const site = await startDemoSite({ port: demoPort() });
  return {
    start: [site.url],
    waits: { tries: 3, retryDelay: '100ms', stallTimeout: '1s' },
    close: () => site.close(),
  };
}
