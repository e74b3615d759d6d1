/** One request and the headers of its answer; redirects are the caller's affair. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { gotScraping, type Request as GotStream } from 'got-scraping';
import { AttemptError } from '../errors.ts';
import type { Agents } from './agents.ts';
import { toAttemptError } from './attempt-error.ts';
import { NAVIGATION_HEADERS, type Headers } from './headers.ts';
import { baseOptions, phaseTimeouts } from './options.ts';
import type { RateLimit } from './rate-limit.ts';
import { Transfer } from './transfer.ts';

export interface ExchangeOptions {
  connectTimeoutMs: number;
  responseTimeoutMs: number;
  stallTimeoutMs: number;
  /** Longest time for one body, from its headers to its last byte. Default: no limit. */
  transferTimeoutMs?: number | undefined;
  checkCertificate: boolean;
  /** Shared by all transfers of a client. Default: as fast as they come. */
  rateLimit?: RateLimit | undefined;
}

export interface ExchangeRequest {
  url: URL;
  headers: Headers;
  agents: Agents;
  sessionToken?: object | undefined;
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

/** Answers without a body whatever their headers say (RFC 9110 §6.4.1). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

export type Exchanger = (request: ExchangeRequest) => Promise<Exchange>;

/** The connection was an idle one, and the server had closed it: nothing was processed (RFC 9112 §9.3.1). */
export class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}

export function createExchanger(options: ExchangeOptions): Exchanger {
  const base = baseOptions();
  // got-scraping's own limit for a whole answer (60 s) has to go: a large picture may take its time.
  const noLimitForTheWhole: object = { request: undefined };
  const got = gotScraping.extend({
    ...base,
    timeout: { ...phaseTimeouts(options), ...noLimitForTheWhole },
    https: { rejectUnauthorized: options.checkCertificate },
    followRedirect: false,
    // Off, because got would hide how many bytes came; `decode.ts` undoes a coding that was not asked for.
    decompress: false,
    hooks: {
      ...base.hooks,
      beforeRequest: [
        (request) => {
          for (const name of NAVIGATION_HEADERS) Reflect.deleteProperty(request.headers, name);
        },
      ],
    },
  });
  return (request) => send(request, got.stream(request.url, streamOptions(request)), options);
}

function streamOptions({ headers, agents, sessionToken, proxyUrl }: ExchangeRequest) {
  return {
    headers,
    agent: agents,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}

function send(
  request: ExchangeRequest,
  stream: GotStream,
  options: ExchangeOptions,
): Promise<Exchange> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(backstop);
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      stream.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(new AttemptError('unexpected', 'The request was aborted.'));
    // got's timers start with the socket; behind a proxy there is none until its CONNECT is answered.
    const patience = 3 * options.connectTimeoutMs + options.responseTimeoutMs;
    const backstop = setTimeout(() => {
      const seconds = patience / 1000;
      fail(new AttemptError('connect_timeout', `No connection and no answer within ${seconds} s.`));
    }, patience);
    signal?.addEventListener('abort', onAbort, { once: true });
    // Stays for good: got emits its error later than the connection breaks.
    stream.on('error', (error) => fail(isStale(stream, error) ? new StaleConnection() : error));
    stream.once('close', () => fail(new AttemptError('reset', 'The connection was closed.')));
    // Nobody asked for another protocol (RFC 9110 §15.2.2); Node lets go of the socket, so it is ours to close.
    stream.once('upgrade', (_response: IncomingMessage, socket: Socket) => {
      socket.destroy();
      const message = 'The server switched to another protocol.';
      fail(new AttemptError('unexpected_status', message, { status: 101 }));
    });
    let native: ClientRequest | undefined;
    stream.once('request', (sent: ClientRequest) => (native = sent));
    stream.once('response', (response: IncomingMessage) => {
      settle();
      const answer = exchangeOf(response, stream, options, signal);
      const breaks = (): void => answer.transfer.breaks(response.complete);
      native?.prependListener('error', breaks);
      response.prependListener('aborted', breaks);
      resolve(answer);
    });
  });
}

function isStale(stream: GotStream, error: unknown): boolean {
  return stream.reusedSocket === true && toAttemptError(error).code === 'reset';
}

function exchangeOf(
  response: IncomingMessage,
  stream: GotStream,
  options: ExchangeOptions,
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
  const { stallTimeoutMs, transferTimeoutMs, rateLimit } = options;
  const limits = { stallTimeoutMs, transferTimeoutMs, rateLimit };
  const transfer = new Transfer(stream, { announced, chunked, ...limits, signal });
  return { status, headers, announced, transfer };
}

/** Each X-Robots-Tag may be for another robot, which joined headers do not tell. */
function keepApart({ headers, headersDistinct }: IncomingMessage): void {
  const tags = headersDistinct['x-robots-tag'];
  if (tags !== undefined) headers['x-robots-tag'] = tags;
}
