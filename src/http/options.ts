/** got options that pages and pictures share. */
import type { GotOptionsInit as GotOptions } from 'got-scraping';

export interface TimeLimits {
  connectTimeoutMs: number;
  responseTimeoutMs: number;
}

type InitHook = NonNullable<NonNullable<GotOptions['hooks']>['init']>[number];

/**
 * Without it got-scraping opens a second TLS connection to every https host, unverified, only to learn whether the
 * host speaks HTTP/2. We speak HTTP/1.1 to all: over HTTP/2 timeouts do not work.
 */
const noProtocolProbe: InitHook = (_raw, options) => {
  Object.assign(options, { resolveProtocol: () => ({ alpnProtocol: 'http/1.1' }) });
};

export interface BaseOptions {
  http2: false;
  insecureHTTPParser: false;
  retry: { limit: 0 };
  throwHttpErrors: false;
  hooks: { init: InitHook[] };
}

export function baseOptions(): BaseOptions {
  return {
    http2: false,
    insecureHTTPParser: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    hooks: { init: [noProtocolProbe] },
  };
}

/** got's timeouts up to the response headers, in milliseconds. */
export interface PhaseTimeouts {
  lookup: number;
  connect: number;
  secureConnect: number;
  send: number;
  response: number;
}

export function phaseTimeouts({ connectTimeoutMs, responseTimeoutMs }: TimeLimits): PhaseTimeouts {
  return {
    lookup: connectTimeoutMs,
    connect: connectTimeoutMs,
    secureConnect: connectTimeoutMs,
    send: responseTimeoutMs,
    response: responseTimeoutMs,
  };
}
