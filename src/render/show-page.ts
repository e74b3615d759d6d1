/** One page in a browser: opened, scrolled, read, and forgotten. */
import type { Browser, BrowserContext } from 'playwright-core';
import { AttemptError, messageOf } from '../errors.ts';
import { openProxy } from './proxy.ts';
import { lookInto, settle, type Look } from './settle.ts';
import { rule, withoutFragment } from './traffic.ts';
import type {
  BrowserCookie,
  ConnectionGuard,
  RenderedPage,
  RenderLimits,
  RenderRequest,
} from './types.ts';

export interface ShowOptions {
  guard: ConnectionGuard;
  limits: RenderLimits;
  checkCertificate: boolean;
}

const VIEWPORT = { width: 1366, height: 1024 };
/** Of the time that a page has; then it is read as it stands. */
const SETTLING = 0.6;
/** For the browser to let go of a page, however busy its scripts are. */
const CLOSE_MS = 5_000;

/**
 * @returns undefined when scripts lead to where the crawl may not go
 * @param giveUp ends a browser that does not let go of the page
 * @throws AttemptError `render_failed`, `too_large`
 */
export async function showPage(
  browser: Browser,
  request: RenderRequest,
  options: ShowOptions,
  giveUp: () => Promise<void>,
): Promise<RenderedPage | undefined> {
  const proxy = await openProxy(options.guard, options.limits.bytes);
  let context: BrowserContext | undefined;
  try {
    context = await browser.newContext({
      // Without the second, a browser asks this machine without its proxy.
      proxy: { server: proxy.url, bypass: '<-loopback>' },
      ignoreHTTPSErrors: !options.checkCertificate,
      serviceWorkers: 'block',
      acceptDownloads: false,
      viewport: VIEWPORT,
      ...(request.userAgent === undefined ? {} : { userAgent: request.userAgent }),
      ...(request.languages === undefined
        ? {}
        : { extraHTTPHeaders: { 'accept-language': request.languages } }),
    });
    return await withinTime(context, request, options.limits);
  } catch (error) {
    if (error instanceof AttemptError) throw error;
    throw new AttemptError(
      'render_failed',
      `The browser did not show the page: ${sentence(error)}`,
    );
  } finally {
    if (context !== undefined) await closeOr(context, giveUp);
    await proxy.close();
  }
}

async function withinTime(
  context: BrowserContext,
  request: RenderRequest,
  limits: RenderLimits,
): Promise<RenderedPage | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const message = `The browser did not show the page within ${limits.timeMs / 1000} s.`;
    // A script that never ends cannot be asked for anything any more.
    timer = setTimeout(() => {
      reject(new AttemptError('render_failed', message));
    }, limits.timeMs);
  });
  try {
    return await Promise.race([show(context, request, limits), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

async function show(
  context: BrowserContext,
  request: RenderRequest,
  limits: RenderLimits,
): Promise<RenderedPage | undefined> {
  let leave = (): void => undefined;
  const ledAway = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
  });
  const { url } = request;
  await rule(context, { ...request, maxRequests: limits.requests, ledAway: leave });
  await context.addCookies(request.cookies.map(cookieFor));
  const page = await context.newPage();
  // Windows that the page opens are none of its pictures.
  context.on('page', (other) => void other.close().catch(() => undefined));
  const crashed = new Promise<never>((_, reject) => {
    page.once('crash', () => {
      reject(new AttemptError('render_failed', 'The page crashed in the browser.'));
    });
  });
  crashed.catch(() => undefined);
  const shown = async (): Promise<RenderedPage> => {
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: limits.timeMs });
    const look = await lookInto(page);
    const { height } = VIEWPORT;
    await settle(page, look, { height, timeMs: limits.timeMs * SETTLING });
    const now = await markup(look, limits.characters);
    if (!/^https?:/.test(page.url()))
      throw new AttemptError(
        'render_failed',
        'Scripts of the page led to an address that cannot be read.',
      );
    const cookies = (await context.cookies()).map(cookieFrom);
    return { url: withoutFragment(page.url()), html: now, cookies };
  };
  return Promise.race([shown(), crashed, ledAway]);
}

/** The page as it stands. Asked for its length first: it could be of any size. */
async function markup(look: Look, maxCharacters: number): Promise<string> {
  const html = await look(
    `(() => { const html = document.documentElement.outerHTML; return html.length > ${maxCharacters} ? html.length : html; })()`,
  );
  if (typeof html === 'string') return html;
  throw new AttemptError(
    'too_large',
    `In the browser the page has ${String(html)} characters; ${maxCharacters} are the limit.`,
  );
}

async function closeOr(context: BrowserContext, giveUp: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<'slow'>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS, 'slow');
  });
  const closed = context.close().catch(() => 'gone');
  if ((await Promise.race([closed, slow])) === 'slow') await giveUp();
  clearTimeout(timer);
}

function cookieFor({ expires = -1, ...cookie }: BrowserCookie) {
  return { ...cookie, expires };
}

function cookieFrom(cookie: Required<BrowserCookie>): BrowserCookie {
  const { name, value, domain, path, expires, httpOnly, secure } = cookie;
  const known = { name, value, domain, path, httpOnly, secure };
  return expires < 0 ? known : { ...known, expires };
}

/** Without Playwright's log of what it did, and without addresses. */
function sentence(error: unknown): string {
  return (messageOf(error).split('\n')[0] ?? '').replace(/ at https?:\S+/, '').slice(0, 200);
}
