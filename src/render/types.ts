/** What a browser is asked to show, and what it then shows. Times in milliseconds. */
import type { LookupFunction } from 'node:net';

export interface BrowserCookie {
  name: string;
  value: string;
  /** With a dot in front, also for the hosts below. */
  domain: string;
  path: string;
  /** Seconds since the epoch; absent: until the browser ends. */
  expires?: number;
  httpOnly?: boolean;
  secure?: boolean;
}

export interface RenderRequest {
  /** The page's own, after redirects. */
  url: string;
  /** The page as it came: the browser does not ask for it again. */
  html: string;
  userAgent?: string | undefined;
  /** As of the Accept-Language header: `en-US,en;q=0.9`. */
  languages?: string | undefined;
  cookies: readonly BrowserCookie[];
  /** Headers that go to a URL, and not to where it redirects: what the user signs in with. Default: none. */
  headersFor?: (url: URL) => Record<string, string>;
  /** Whether scripts may lead the page there. */
  mayOpen: (url: string) => Promise<boolean>;
}

export interface RenderedPage {
  /** Where scripts led to; else that of the request. */
  url: string;
  html: string;
  /** All that the browser has now. */
  cookies: BrowserCookie[];
}

/** Pages as a browser shows them. */
export interface Renderer {
  /**
   * @returns undefined when scripts lead to where the crawl may not go
   * @throws AttemptError `render_failed`, `too_large`; CrawlError `invalid_option` when the browser does not start
   */
  render(request: RenderRequest): Promise<RenderedPage | undefined>;
  /** Ends the browser; what is being rendered fails. */
  close(): Promise<void>;
}

/** Which addresses may be connected to: see `http/address-guard.ts`. */
export interface ConnectionGuard {
  refusal(host: string): Error | undefined;
  readonly lookup: LookupFunction;
}

export interface RenderLimits {
  /** For one page, from the first script to the last scroll. */
  timeMs: number;
  /** Requests of one page that go out. */
  requests: number;
  /** Bytes of one page that come in, as sent. */
  bytes: number;
  /** Characters of the page as it is shown. */
  characters: number;
  /** Pages shown at a time. */
  atOnce: number;
}

export const RENDER_LIMITS: RenderLimits = {
  timeMs: 30_000,
  requests: 300,
  bytes: 64 * 1024 * 1024,
  characters: 16 * 1024 * 1024,
  atOnce: 2,
};
