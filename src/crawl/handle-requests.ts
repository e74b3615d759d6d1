/** Handles requests until none is left: loads what that takes, and runs Crawlee. */
import { messageOf } from '../errors.ts';
import type { Asking } from './asking.ts';
import type { Limits } from './limits.ts';
import type { Parts } from './parts.ts';

/** After transfers were ended, so long for handlers to put their requests back; closing the store does the rest. */
const LAST_CALL_MS = 1_000;

/** @param whenStopped receives what keeps the queue from handing out more */
export async function handleRequests(
  parts: Parts,
  asking: Asking,
  limits: Limits,
  start: readonly string[],
  whenStopped: (pause: () => void) => void,
): Promise<void> {
  const { stopper, log } = parts;
  let fatal: Error | undefined;
  // Most of what a crawl needs, Crawlee above all, takes longer to load than a robots.txt to come.
  const { assemble } = await import('./assemble.ts');
  const { crawler, manager, renderer } = assemble(parts, asking, limits, start, (error) => {
    fatal ??= error instanceof Error ? error : new Error(messageOf(error));
    stopper.stop(0);
  });
  whenStopped(() => manager.pause());
  if (stopper.stopping) manager.pause();
  const closeBrowser = async (): Promise<void> => {
    await renderer?.close();
  };
  stopper.signal.addEventListener('abort', () => {
    closeBrowser().catch((error: unknown) => {
      log.error({ error: messageOf(error) }, 'the browser did not end');
    });
    setTimeout(() => {
      crawler.autoscaledPool?.abort().catch((error: unknown) => {
        log.error({ error: messageOf(error) }, 'the pool did not end');
      });
    }, LAST_CALL_MS).unref();
  });
  try {
    await crawler.run();
  } catch (error) {
    throw fatal ?? error;
  } finally {
    await closeBrowser();
  }
  if (fatal) throw fatal;
}
