/** Ctrl-C, SIGTERM and a closed terminal: the first stops in order, the second at once. */
import type { Crawl } from '../crawl.ts';
import { EXIT } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Stops the crawl when a signal comes; the returned function stops listening. */
export function stopOnSignals(
  crawl: Pick<Crawl, 'stop'>,
  say: (line: string) => void,
  first = 'stopping: transfers under way may finish for 5 seconds; press Ctrl-C again to stop now',
): () => void {
  let asked = 0;
  const onSignal = () => {
    asked++;
    if (asked === 1) {
      // First: a terminal that was closed cannot be written to.
      crawl.stop();
      say(first);
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

/** For a command that is no crawl: the first signal aborts, the second ends the process at once. */
export function abortOnSignals(say: (line: string) => void): {
  signal: AbortSignal;
  stopListening: () => void;
} {
  const controller = new AbortController();
  const stopListening = stopOnSignals(
    { stop: () => controller.abort() },
    say,
    'stopping; press Ctrl-C again to stop now',
  );
  return { signal: controller.signal, stopListening };
}
