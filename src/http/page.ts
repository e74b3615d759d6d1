/** What Crawlee's own fetch of gallery pages needs from this room. */
import type { Agents } from './agents.ts';
import { baseOptions, phaseTimeouts, type BaseOptions, type PhaseTimeouts } from './options.ts';

export interface PageFetchOptions {
  /** For the name lookup, the TCP connection and the TLS handshake, each, in milliseconds. */
  connectTimeoutMs: number;
  /** From the request sent to the response headers received, in milliseconds. */
  responseTimeoutMs: number;
  /** Longest silence of a connection, in milliseconds; never less than `responseTimeoutMs`. */
  stallTimeoutMs: number;
  /** The whole page, redirects not included, in milliseconds. */
  totalTimeoutMs: number;
  /** Redirects followed for one page. */
  maxRedirects: number;
  /** Connections to share with the picture client (its `agents`); without them, Node's global ones are used. */
  agents?: Agents;
}

export interface PageGotOptions extends BaseOptions {
  timeout: PhaseTimeouts & { socket: number; request: number };
  maxRedirects: number;
  agent?: Agents;
}

/**
 * got options for gallery pages, to be assigned to the `gotOptions` of a `preNavigationHook`. Two things stay with
 * the crawler, which overrides them here: certificates (`ignoreSslErrors`, on unless set to false) and the time up
 * to the response headers as a whole (`navigationTimeoutSecs`).
 */
export function pageGotOptions(options: PageFetchOptions): PageGotOptions {
  return {
    ...baseOptions(),
    timeout: {
      ...phaseTimeouts(options),
      socket: Math.max(options.stallTimeoutMs, options.responseTimeoutMs),
      request: options.totalTimeoutMs,
    },
    maxRedirects: options.maxRedirects,
    ...(options.agents === undefined ? {} : { agent: options.agents }),
  };
}
