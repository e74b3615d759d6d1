/**
 * The browser's only way out: a proxy on the loopback, one for each page, that checks every address when it connects and
 * counts bytes. A browser resolves names by itself; what is checked before it does can be answered otherwise afterwards.
 * It also ends with its page: nothing of a page goes on after it.
 */
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionGuard } from './types.ts';

export interface GuardedProxy {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** For a connection that leads nowhere. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Headers between the browser and its proxy (RFC 9110 §7.6.1, §11.7). */
const HOP = new Set(['proxy-connection', 'proxy-authorization', 'connection', 'keep-alive', 'te']);

/** @param maxBytes of all answers together; then every connection is cut */
export async function openProxy(guard: ConnectionGuard, maxBytes: number): Promise<GuardedProxy> {
  const open = new Set<Duplex>();
  let left = maxBytes;
  const keep = (stream: Duplex): void => {
    open.add(stream);
    stream.once('close', () => open.delete(stream));
    // An end that breaks takes the other with it; the browser tells its page.
    stream.on('error', () => stream.destroy());
  };
  const count = (chunk: Uint8Array): void => {
    left -= chunk.byteLength;
    if (left >= 0) return;
    for (const stream of open) stream.destroy();
  };
  const dial = (host: string, port: number): Socket => {
    const refusal = left < 0 ? new Error('the page has had its share') : guard.refusal(host);
    if (refusal !== undefined) throw refusal;
    const socket = connect({ host, port, lookup: guard.lookup, timeout: CONNECT_TIMEOUT_MS });
    socket.once('timeout', () => {
      if (socket.connecting) socket.destroy();
    });
    socket.on('data', count);
    keep(socket);
    return socket;
  };

  const server = createServer((request, response) => {
    forward(request, response, dial);
  });
  server.on('connection', keep);
  server.on('connect', (request: IncomingMessage, browser: Duplex, head: Buffer) => {
    keep(browser);
    tunnel(request.url ?? '', browser, head, dial);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const stream of open) stream.destroy();
      await closed;
    },
  };
}

type Dial = (host: string, port: number) => Socket;

/** Plain http: the browser sends the whole URL (RFC 9112 §3.2.2). */
function forward(request: IncomingMessage, response: ServerResponse, dial: Dial): void {
  const refuse = (): void => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { connection: 'close' }).end();
  };
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
  if (url?.protocol !== 'http:') {
    refuse();
    return;
  }
  const path = url.pathname + url.search;
  const { method = 'GET' } = request;
  const headers = { ...passedOn(request.headers), connection: 'close' };
  try {
    const socket = dial(bareHost(url.hostname), Number(url.port === '' ? 80 : url.port));
    const onward = httpRequest({
      method,
      path,
      headers,
      setHost: false,
      createConnection: () => socket,
    });
    onward.once('error', refuse);
    onward.once('response', (answer) => {
      answer.once('error', refuse);
      response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
      answer.pipe(response);
    });
    response.once('close', () => onward.destroy());
    request.once('error', () => onward.destroy());
    request.pipe(onward);
  } catch {
    // A forbidden address, and nothing that the page is to learn more of.
    refuse();
  }
}

function passedOn(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name)));
}

/** https (RFC 9110 §9.3.6): only the addresses are ours to see. */
function tunnel(authority: string, browser: Duplex, head: Buffer, dial: Dial): void {
  const refuse = (): void => {
    browser.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
  };
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(authority) ?? [];
  try {
    const socket = dial(bareHost(host), Number(port));
    socket.once('close', () => browser.destroy());
    browser.once('close', () => socket.destroy());
    socket.once('error', refuse);
    socket.once('connect', () => {
      socket.off('error', refuse);
      browser.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) socket.write(head);
      socket.pipe(browser);
      browser.pipe(socket);
    });
  } catch {
    // A forbidden address, or a port that is none.
    refuse();
  }
}

/** Node wants an IPv6 address without its brackets. */
function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
