/** An exchange by Node's own client: as by got-scraping, at a fraction of its cost. For all but proxies. */
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { AttemptError } from '../errors.ts';
import type { OwnAgents } from './agents.ts';
import type { Browser } from './browser.ts';
import {
  exchangeOf,
  isStale,
  StaleConnection,
  type Exchange,
  type ExchangeOptions,
  type ExchangeRequest,
} from './exchange.ts';
import { watchPhases } from './phases.ts';

export type DirectRequest = Omit<ExchangeRequest, 'sessionToken' | 'proxyUrl'> & {
  browser: Browser;
};

/** @throws AttemptError; StaleConnection; what Node throws */
export function sendDirectly(request: DirectRequest, options: ExchangeOptions): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const { signal } = request;
    // It may have been aborted while the session's browser was made.
    signal?.throwIfAborted();
    const native = begin(request, options);
    let answered: { response: IncomingMessage; exchange: Exchange } | undefined;
    const settle = (): void => {
      unwatch();
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      native.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(new AttemptError('unexpected', 'The request was aborted.'));
    const unwatch = watchPhases(native, request.url, options, fail);
    signal?.addEventListener('abort', onAbort, { once: true });
    // Stays for good: a connection may break, and speak of it, at any time.
    native.on('error', (error) => {
      if (answered !== undefined) {
        answered.exchange.transfer.breaks(answered.response.complete);
        // Node tells the body only that it was aborted, not why.
        answered.response.destroy(error);
      } else fail(isStale(native.reusedSocket, error) ? new StaleConnection() : error);
    });
    native.once('close', () => {
      if (answered === undefined) fail(new AttemptError('reset', 'The connection was closed.'));
    });
    // Nobody asked for another protocol (RFC 9110 §15.2.2); Node lets go of the socket, so it is ours to close.
    native.once('upgrade', (_response: IncomingMessage, socket: Duplex) => {
      socket.destroy();
      const message = 'The server switched to another protocol.';
      fail(new AttemptError('unexpected_status', message, { status: 101 }));
    });
    native.once('response', (response: IncomingMessage) => {
      settle();
      const exchange = exchangeOf(response, response, options, signal);
      answered = { response, exchange };
      resolve(exchange);
    });
    native.end();
  });
}

/** Throws what the agent throws where an address may not be connected to. */
function begin(request: DirectRequest, { checkCertificate }: ExchangeOptions): ClientRequest {
  const { url, headers, agents, browser } = request;
  const secure = url.protocol === 'https:';
  const agent = agentFor(agents, secure);
  const connection = agents.keepAlive ? 'keep-alive' : 'close';
  const options: RequestOptions = {
    method: 'GET',
    protocol: url.protocol,
    // Node wants an IPv6 address without its brackets.
    host: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    // A list is sent as it is: names in this case, in this order, and no others.
    headers: browser.headers(url.host, headers, connection),
    setHost: false,
    insecureHTTPParser: false,
    agent,
  };
  if (!secure) return httpRequest(options);
  return httpsRequest({ ...options, ...browser.tls, rejectUnauthorized: checkCertificate });
}

function agentFor({ direct }: OwnAgents, secure: boolean) {
  return secure ? direct.https : direct.http;
}
