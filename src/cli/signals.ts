/** Ctrl-C and SIGTERM: the first stops in order, the second at once. */
import type { Crawl } from '../crawl.ts';
import { EXIT } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Stops the crawl when a signal comes; the returned function stops listening. */
export function stopOnSignals(crawl: Pick<Crawl, 'stop'>, say: (line: string) => void): () => void {
  let asked = 0;
  const onSignal = () => {
    asked++;
    if (asked === 1) {
      // First: a terminal that was closed cannot be written to.
      crawl.stop();
      say('stopping: transfers under way may finish for 5 seconds; press Ctrl-C again to stop now');
    } else {
      // What is in flight is put back when the crawl is run again: the store knows its leases.
      say('stopped at once; the same command resumes');
      process.exit(EXIT.interrupted);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
