/** One request, and the headers of its answer; redirects are the caller's affair. Whichever client asks. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { OwnAgents } from './agents.ts';
import { toAttemptError } from './attempt-error.ts';
import type { Headers } from './headers.ts';
import type { RateLimit } from './rate-limit.ts';
import { Transfer } from './transfer.ts';

export interface BodyLimits {
  stallTimeoutMs: number;
  /** Longest time for one body, from its headers to its last byte. Default: no limit. */
  transferTimeoutMs?: number | undefined;
  /** Shared by all transfers of a client. Default: as fast as they come. */
  rateLimit?: RateLimit | undefined;
}

export interface ExchangeOptions extends BodyLimits {
  connectTimeoutMs: number;
  responseTimeoutMs: number;
  checkCertificate: boolean;
}

export interface ExchangeRequest {
  url: URL;
  headers: Headers;
  agents: OwnAgents;
  sessionToken: object;
  proxyUrl?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Exchange {
  status: number;
  headers: IncomingHttpHeaders;
  /** Bytes of the body as sent, where Content-Length tells. */
  announced: number | undefined;
  transfer: Transfer;
}

export type Exchanger = (request: ExchangeRequest) => Promise<Exchange>;

/** Answers without a body whatever their headers say (RFC 9110 §6.4.1). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** The connection was an idle one, and the server had closed it: nothing was processed (RFC 9112 §9.3.1). */
export class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}

export function isStale(reusedSocket: boolean, error: unknown): boolean {
  return reusedSocket && toAttemptError(error).code === 'reset';
}

/** @param body the response itself, or the stream of a client that passes it on */
export function exchangeOf(
  response: IncomingMessage,
  body: Readable,
  limits: BodyLimits,
  signal: AbortSignal | undefined,
): Exchange {
  const { statusCode: status = 0, headers } = response;
  keepApart(response);
  const length = headers['content-length'];
  const announced =
    length === undefined || BODILESS.has(status) || !/^\d+$/.test(length)
      ? undefined
      : Number(length);
  const chunked = headers['transfer-encoding'] !== undefined;
  const transfer = new Transfer(body, {
    announced,
    chunked,
    stallTimeoutMs: limits.stallTimeoutMs,
    transferTimeoutMs: limits.transferTimeoutMs,
    rateLimit: limits.rateLimit,
    signal,
  });
  // Before the client hears of it and drops what it has not passed on.
  response.prependListener('aborted', () => transfer.breaks(response.complete));
  return { status, headers, announced, transfer };
}

/** Each X-Robots-Tag may be for another robot, which joined headers do not tell. */
function keepApart(response: IncomingMessage): void {
  if (response.headers['x-robots-tag'] === undefined) return;
  const tags = response.headersDistinct['x-robots-tag'];
  if (tags !== undefined) response.headers['x-robots-tag'] = tags;
}
