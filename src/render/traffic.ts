/** Which of a page's requests go out. Only the page's markup and addresses are wanted, never its pictures. */
import type { BrowserContext, Request, Route } from 'playwright-core';
import type { RenderRequest } from './types.ts';

/** A picture of one transparent pixel: an error would make scripts take their pictures off the page. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Nothing that a page is made of. */
const UNWANTED = new Set([
  'media',
  'font',
  'texttrack',
  'eventsource',
  'websocket',
  'ping',
  'manifest',
]);

export interface TrafficRules extends Pick<
  RenderRequest,
  'url' | 'html' | 'headersFor' | 'mayOpen'
> {
  maxRequests: number;
  /** Scripts lead to where the crawl may not go. The page that was there is gone then. */
  ledAway: () => void;
}

export async function rule(
  context: BrowserContext,
  { url, html, headersFor = () => ({}), mayOpen, maxRequests, ledAway }: TrafficRules,
): Promise<void> {
  let sent = 0;
  let opened = false;
  const decide = async (route: Route, request: Request): Promise<void> => {
    const type = request.resourceType();
    if (type === 'image')
      return route.fulfill({ status: 200, contentType: 'image/gif', body: PIXEL });
    if (isOfMainFrame(request)) {
      if (!opened && withoutFragment(request.url()) === withoutFragment(url)) {
        opened = true;
        return route.fulfill({ status: 200, contentType: 'text/html; charset=utf-8', body: html });
      }
      if (!(await mayOpen(request.url()))) {
        ledAway();
        return route.abort('blockedbyclient');
      }
    }
    if (UNWANTED.has(type) || ++sent > maxRequests) return route.abort('blockedbyclient');
    const own = headersFor(new URL(request.url()));
    if (Object.keys(own).length === 0) return route.continue();
    // The browser would take them along to wherever it is redirected.
    const headers = { ...(await request.allHeaders()), ...own };
    return route.fulfill({ response: await route.fetch({ headers, maxRedirects: 0 }) });
  };
  await context.route('**/*', async (route, request) => {
    try {
      await decide(route, request);
    } catch (error) {
      // The page, or the whole browser, went away in the middle of it.
      await route.abort().catch(() => error);
    }
  });
  await context.routeWebSocket(/.*/, (socket) => socket.close());
}

function isOfMainFrame(request: Request): boolean {
  return request.isNavigationRequest() && request.frame().parentFrame() === null;
}

export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}
