/** Waits until a page has shown what it has to show. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';

/** For scripts to stop asking for more, at most, after the page and after each scroll. */
const IDLE_MS = 5_000;
const IDLE_AFTER_SCROLL_MS = 1_500;
/** Screens that are scrolled: an endless page has no end. */
const MAX_SCROLLS = 40;
/** For whatever a scroll sets off to be set off. */
const SCROLL_PAUSE_MS = 150;

/** The value of an expression over the page's document, in a world that the page's own scripts cannot change. */
export type Look = (expression: string) => Promise<unknown>;

export async function lookInto(page: Page): Promise<Look> {
  const session: CDPSession = await page.context().newCDPSession(page);
  return async (expression) => {
    // Anew each time: the world goes when a script leads to another document.
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'pixhaul',
    });
    const { result } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      returnByValue: true,
    });
    return result.value as unknown;
  };
}

/** Scrolls down in steps, so that what is loaded lazily is loaded; ends at the bottom, or where there is no end in time. */
export async function settle(
  page: Page,
  look: Look,
  { height, timeMs }: { height: number; timeMs: number },
): Promise<void> {
  const end = performance.now() + timeMs;
  await idle(page, Math.min(IDLE_MS, timeMs));
  let before = 0;
  for (let i = 0; i < MAX_SCROLLS && performance.now() < end; i++) {
    await page.mouse.wheel(0, height);
    await sleep(SCROLL_PAUSE_MS);
    const [bottom = 0, whole = 0] = (await look(
      '[window.scrollY + window.innerHeight, document.documentElement.scrollHeight]',
    )) as number[];
    // Here it would end; unless more comes.
    if (bottom + 1 >= whole || bottom <= before) {
      await idle(page, IDLE_AFTER_SCROLL_MS);
      const grown = (await look('document.documentElement.scrollHeight')) as number;
      if (grown <= whole) return;
    }
    before = bottom;
  }
}

/** Half a second without a request, or as long as is waited for it. */
async function idle(page: Page, timeout: number): Promise<void> {
  try {
    await page.waitForLoadState('networkidle', { timeout });
  } catch (error) {
    // A page that never stops asking is read as it stands.
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
  }
}
