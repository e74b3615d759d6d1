/** Fetches pictures: headers of a browser, cookies and redirects hop by hop, the body as it arrives. */
import type { IncomingHttpHeaders } from 'node:http';
import { AttemptError } from '../errors.ts';
import type { AddressGuard } from './address-guard.ts';
import { createAgents, destroyAgents, gotAgents, type Agents } from './agents.ts';
import { toAttemptError } from './attempt-error.ts';
import { cookieHeader, storeCookies, type CookieJar } from './cookies.ts';
import { contentCodings, decoded } from './decode.ts';
import {
  StaleConnection,
  type Exchange,
  type ExchangeOptions,
  type ExchangeRequest,
} from './exchange.ts';
import { createExchanger } from './exchanger.ts';
import { createRateLimit } from './rate-limit.ts';
import { redirectTarget } from './redirect.ts';
import { Route } from './route.ts';
import { signedIn, type SignIn } from './sign-in.ts';

export interface PictureRequest {
  url: string;
  /** The page that shows the picture. */
  referer?: string;
  /** Asked and filled at every hop. */
  cookieJar?: CookieJar;
  /** Same object, same browser headers: give the Crawlee session that fetched the page. Default: one per client. */
  sessionToken?: object;
  signal?: AbortSignal;
  /** Told of each URL that a redirect leads to, before it is asked for. */
  onRedirect?: (url: string) => void;
  /**
   * http or https proxy; no connection is kept behind it. The proxy resolves host names: of the client's `guard` only
   * the check of hosts that are addresses themselves is left. The proxy itself may have any address.
   */
  proxyUrl?: string;
  /** More headers (Range, If-Range, …); they win over those of this module. */
  headers?: Record<string, string>;
}

export interface PictureResponse {
  status: number;
  headers: IncomingHttpHeaders;
  /** URL after redirects, without user name, password and fragment. */
  finalUrl: string;
  /** Bytes that `body` will yield, where Content-Length tells and no content coding hides it. */
  announcedBytes?: number;
  /**
   * To be iterated once, or discarded. Throws AttemptError `stalled`, `truncated`, `reset`, `transfer_timeout`,
   * `protocol`, `too_large`, and the signal's reason after an abort; `brokeOff` tells a connection that broke or
   * stalled from bytes that are damaged. What arrived before an error is yielded before it is thrown.
   */
  body: AsyncIterable<Uint8Array>;
  /** For an unwanted body: reads a small one to keep the connection, cuts off a large one. Never rejects. */
  discard(): Promise<void>;
}

export interface PictureClientOptions extends Omit<ExchangeOptions, 'rateLimit'> {
  /** For the name lookup, the TCP connection and the TLS handshake, each. */
  connectTimeoutMs: number;
  /** From the request sent to the response headers received. */
  responseTimeoutMs: number;
  /** Longest wait for the next byte of a body. */
  stallTimeoutMs: number;
  /**
   * Longest time for one body, from its headers to its last byte, however fast it arrives and is consumed. Default: no
   * limit.
   */
  transferTimeoutMs?: number;
  /** Most bytes a second of all bodies together, as sent; shared evenly among them. Default: no limit. */
  bytesPerSecond?: number | undefined;
  /** Redirects followed for one picture. */
  maxRedirects: number;
  /** Whether a server's certificate must be valid. */
  checkCertificate: boolean;
  /** Which addresses may be connected to, also by pages that share `agents`. Default: all. */
  guard?: AddressGuard;
  /** What the user signs in with; asked at every hop. */
  signIn?: SignIn | undefined;
}

export interface PictureClient {
  /**
   * Resolves with the headers of the answer, whatever its status (see `statusError`), after redirects.
   * @throws AttemptError, or the signal's reason after an abort; nothing else
   */
  fetch(request: PictureRequest): Promise<PictureResponse>;
  /** The connections, for `pageGotOptions`: pages and pictures of a host share them. */
  readonly agents: Agents;
  /** Closes all connections; what is under way fails. */
  close(): void;
}

export function createPictureClient(options: PictureClientOptions): PictureClient {
  const { guard, bytesPerSecond, signIn } = options;
  const agents = createAgents({ keepAlive: true, guard });
  const freshAgents = createAgents({ keepAlive: false, guard });
  const rateLimit = bytesPerSecond === undefined ? undefined : createRateLimit(bytesPerSecond);
  const exchange = createExchanger({ ...options, rateLimit });
  // Who has no session is always the same browser: also because another one would need other TLS connections.
  const ownToken = {};
  let closed = false;

  /** An idle connection that the server just closed is no failure: asks again on a new one, once. */
  const ask = async (request: Omit<ExchangeRequest, 'agents'>): Promise<Exchange> => {
    try {
      return await exchange({ ...request, agents });
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return await exchange({ ...request, agents: freshAgents });
    }
  };

  const follow = async (request: PictureRequest): Promise<PictureResponse> => {
    const { cookieJar, sessionToken = ownToken, proxyUrl, signal } = request;
    const route = new Route(request.url, request.referer, request.headers, options.maxRedirects);
    for (;;) {
      signal?.throwIfAborted();
      if (closed) throw new AttemptError('unexpected', 'The HTTP client is closed.');
      const url = route.url;
      // No agent of ours connects behind a proxy.
      const refusal = proxyUrl === undefined ? undefined : guard?.refusal(url.hostname);
      if (refusal !== undefined) throw refusal;
      const cookie = await cookieHeader(cookieJar, url.href, route.ownCookie);
      const headers = signedIn(route.headers(cookie), url, signIn);
      const answer = await ask({ url, headers, sessionToken, proxyUrl, signal });
      await storeCookies(cookieJar, answer.headers['set-cookie'], url, signIn);
      const target = await discardIfThrows(answer, () =>
        redirectTarget(answer.status, answer.headers.location, url),
      );
      if (target === undefined) return await discardIfThrows(answer, () => responseOf(answer, url));
      await answer.transfer.discard();
      route.go(target);
      request.onRedirect?.(target.href);
    }
  };

  return {
    agents: gotAgents(agents),
    async fetch(request) {
      try {
        return await follow(request);
      } catch (error) {
        request.signal?.throwIfAborted();
        throw toAttemptError(error);
      }
    },
    close() {
      closed = true;
      destroyAgents(agents);
      destroyAgents(freshAgents);
    },
  };
}

async function discardIfThrows<T>(answer: Exchange, use: () => T): Promise<T> {
  try {
    return use();
  } catch (error) {
    await answer.transfer.discard();
    throw error;
  }
}

function responseOf({ status, headers, announced, transfer }: Exchange, url: URL): PictureResponse {
  const codings = contentCodings(headers['content-encoding']);
  return {
    status,
    headers,
    finalUrl: url.href,
    ...(announced === undefined || codings.length > 0 ? {} : { announcedBytes: announced }),
    body: decoded(transfer, codings),
    discard: () => transfer.discard(),
  };
}
