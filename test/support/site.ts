/**
 * A real server on the loopback for one test: opened, logged, checked for leaks and closed by `withSite`.
 *
 *     await withSite({ '/': page('<img src="a.png">'), '/a.png': picture(png(8, 8)) }, async (site) => {
 *       await crawl(site.url);
 *       expect(site.asked('/a.png')).toHaveLength(1);
 *     });
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { certificate } from './certificate.ts';

export * from './answers.ts';

/** One request that the site received. */
export interface LoggedRequest {
  method: string;
  /** Path and query, as asked. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Names and values in the order and case in which they were sent. */
  rawHeaders: string[];
  /** Milliseconds since the epoch. */
  at: number;
  /** Requests being answered at that moment, this one included. */
  concurrent: number;
  /** Which connection it came on, counted from 1. */
  connection: number;
  /** Bytes of a body that the answer handed to its connection so far, where it counts them (`resource`). */
  sent: number;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  logged: LoggedRequest;
  site: Site;
}

/** Answers one request. See `answers.ts` for ready ones. */
export type Answer = (exchange: Exchange) => void | Promise<void>;

/** Answers by path (without query); `*` answers all others. Without it they get 404. */
export type Routes = Record<string, Answer>;

export interface SiteOptions {
  /** Serve https with the certificate of `certificate.ts`. */
  secure?: boolean;
  /** Let requests still be open when the test ends; otherwise they are a leak of the client. */
  mayLeaveOpen?: boolean;
  /** Where it listens; default 127.0.0.1. On Linux all of 127.0.0.0/8 is the loopback: each is a host of its own. */
  address?: string;
  /** Connections above this many at a time are reset as soon as they are made. */
  maxConnections?: number;
  /** … and it falls over: for so many milliseconds it resets every connection, those that were open first. */
  fallsOverForMs?: number;
}

export class Site {
  readonly requests: LoggedRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #connectionOf = new Map<number | undefined, number>();
  readonly #failures: unknown[] = [];
  readonly #open = new Map<ServerResponse, LoggedRequest>();
  #answer: Answer;
  #connections = 0;
  #scheme: string;
  #refused = 0;
  readonly #address: string;

  constructor(routes: Routes | Answer, options: SiteOptions) {
    this.#answer = typeof routes === 'function' ? routes : byPath(routes);
    this.#scheme = options.secure === true ? 'https' : 'http';
    const handle = (request: IncomingMessage, response: ServerResponse): void =>
      this.#serve(request, response);
    this.#server =
      options.secure === true ? createSecureServer(certificate, handle) : createServer(handle);
    // The TCP connection, also of a TLS handshake that fails.
    this.#address = options.address ?? '127.0.0.1';
    const { maxConnections: most = Infinity, fallsOverForMs = 0 } = options;
    let downUntil = 0;
    this.#server.on('connection', (socket: Socket) => {
      if (this.#sockets.size >= most || Date.now() < downUntil) {
        this.#refused++;
        socket.resetAndDestroy();
        if (fallsOverForMs === 0 || Date.now() < downUntil) return;
        downUntil = Date.now() + fallsOverForMs;
        for (const open of this.#sockets) open.resetAndDestroy();
        return;
      }
      this.#sockets.add(socket);
      this.#connectionOf.set(socket.remotePort, ++this.#connections);
      socket.once('close', () => this.#sockets.delete(socket));
      // A client that goes away is no event of interest to a test server.
      socket.on('error', () => socket.destroy());
    });
  }

  /** `http://127.0.0.1:port`, without slash at the end. */
  get url(): string {
    const host = this.#address.includes(':') ? `[${this.#address}]` : this.#address;
    return `${this.#scheme}://${host}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections that were reset because too many were open. */
  get refused(): number {
    return this.#refused;
  }

  /** Connections opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Connections open now, idle ones included. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  /** Requests being answered now. */
  get openRequests(): number {
    return this.#open.size;
  }

  /** The most requests that were being answered at one moment. */
  get peakConcurrency(): number {
    return Math.max(0, ...this.requests.map((request) => request.concurrent));
  }

  /** The requests for a path, whatever their query. */
  asked(path: string): LoggedRequest[] {
    return this.requests.filter((request) => pathOf(request.url) === path);
  }

  /** Answers otherwise from now on. */
  change(routes: Routes | Answer): void {
    this.#answer = typeof routes === 'function' ? routes : byPath(routes);
  }

  /** @param port default: one that is free */
  async listen(port = 0): Promise<void> {
    this.#server.listen(port, this.#address);
    await once(this.#server, 'listening');
  }

  /** Closes the server and cuts all its connections. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** @throws Error for a request still open after a second, or an answer that threw */
  async checkLeaks(mayLeaveOpen: boolean): Promise<void> {
    for (let i = 0; i < 50 && this.#open.size > 0 && !mayLeaveOpen; i++) await sleep(20);
    if (this.#open.size > 0 && !mayLeaveOpen) {
      const urls = [...this.#open.values()].map(({ url }) => url).join(', ');
      throw new Error(`The client left ${this.#open.size} requests open: ${urls}`);
    }
    if (this.#failures.length > 0) throw new AggregateError(this.#failures, 'The site failed.');
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const logged: LoggedRequest = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      at: Date.now(),
      concurrent: this.#open.size + 1,
      connection: this.#connectionOf.get(request.socket.remotePort) ?? 0,
      sent: 0,
    };
    this.requests.push(logged);
    this.#open.set(response, logged);
    response.once('close', () => this.#open.delete(response));
    const answered = (async () => this.#answer({ request, response, logged, site: this }))();
    answered.catch((error: unknown) => {
      this.#failures.push(error);
      response.destroy();
    });
  }
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function byPath(routes: Routes): Answer {
  const answers = new Map(Object.entries(routes));
  return (exchange) => {
    const answer = answers.get(pathOf(exchange.logged.url)) ?? answers.get('*');
    if (answer !== undefined) return answer(exchange);
    exchange.response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
  };
}

/** Opens a site, runs the test, checks that nothing was left open, and closes it. */
export async function withSite<T>(
  routes: Routes | Answer,
  run: (site: Site) => Promise<T>,
  options: SiteOptions = {},
): Promise<T> {
  const site = new Site(routes, options);
  await site.listen();
  try {
    const result = await run(site);
    await site.checkLeaks(options.mayLeaveOpen ?? false);
    return result;
  } finally {
    await site.close();
  }
}
