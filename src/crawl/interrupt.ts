/**
 * Crawlee's `run()` adds its own SIGINT listener, which tells people to set an environment variable and waits up to
 * 20 seconds. Signals are the program's business (the command line calls `stop()`), so the listener is taken off
 * again as soon as it is there.
 */
export function takeOffCrawleeInterrupt(): () => void {
  const before = new Set(process.listeners('SIGINT'));
  return () => {
    for (const listener of process.listeners('SIGINT'))
      if (!before.has(listener) && listener.name === CRAWLEE_LISTENER)
        process.off('SIGINT', listener);
  };
}

const CRAWLEE_LISTENER = 'sigintHandler';
