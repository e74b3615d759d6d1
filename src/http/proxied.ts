/** An exchange by got-scraping, which knows how to go through a proxy. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { gotScraping, type Request as GotStream } from 'got-scraping';
import { AttemptError } from '../errors.ts';
import { gotAgents } from './agents.ts';
import {
  exchangeOf,
  isStale,
  StaleConnection,
  type Exchange,
  type Exchanger,
  type ExchangeOptions,
  type ExchangeRequest,
} from './exchange.ts';
import { NAVIGATION_HEADERS } from './headers.ts';
import { baseOptions, phaseTimeouts } from './options.ts';

export function proxyExchanger(options: ExchangeOptions): Exchanger {
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
    agent: gotAgents(agents),
    sessionToken,
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
    stream.on('error', (error) =>
      fail(isStale(stream.reusedSocket === true, error) ? new StaleConnection() : error),
    );
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
      native?.prependListener('error', () => answer.transfer.breaks(response.complete));
      resolve(answer);
    });
  });
}
