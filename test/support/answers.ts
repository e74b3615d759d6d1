/** What a site can answer, good and bad. Delays are milliseconds, sizes bytes. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer } from './site.ts';

type HeaderValues = Record<string, string | string[]>;

export function status(
  code: number,
  headers: HeaderValues = {},
  body: string | Uint8Array = '',
): Answer {
  return ({ response }) => {
    // Content-Length is not allowed there (RFC 9110 §8.6).
    const length: HeaderValues =
      code === 204 || code === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    response.writeHead(code, { ...length, ...headers }).end(body);
  };
}

export function picture(bytes: Uint8Array, type = 'image/png', headers: HeaderValues = {}): Answer {
  return status(200, { 'content-type': type, ...headers }, bytes);
}

export function page(html: string, headers: HeaderValues = {}): Answer {
  return status(200, { 'content-type': 'text/html; charset=utf-8', ...headers }, html);
}

export function redirect(to: string, code = 302, headers: HeaderValues = {}): Answer {
  return status(code, { location: to, ...headers });
}

/** Compressed, whether it was asked for or not. */
export function gzip(bytes: Uint8Array, type = 'image/png'): Answer {
  return status(200, { 'content-type': type, 'content-encoding': 'gzip' }, gzipSync(bytes));
}

/** Announces more bytes than it sends, then closes the connection in good order. */
export function short(bytes: Uint8Array, announced: number, type = 'image/png'): Answer {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': type, 'content-length': String(announced) });
    response.write(bytes, () => response.socket?.end());
  };
}

/** Sends more bytes than it announced. */
export function long(bytes: Uint8Array, announced: number, type = 'image/png'): Answer {
  return raw(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${announced}\r\n\r\n`,
    bytes,
  );
}

/** Chunked, and closed without the last chunk (RFC 9112 §8). */
export function chunkedWithoutEnd(bytes: Uint8Array, type = 'image/png'): Answer {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': type, 'transfer-encoding': 'chunked' });
    response.write(bytes, () => response.socket?.end());
  };
}

/** Neither length nor chunks: closing ends the body (RFC 9112 §6.3). */
export function untilClose(bytes: Uint8Array, type = 'image/png'): Answer {
  return raw(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`, bytes);
}

/** Sends what it is given, byte by byte as it stands, and closes. */
export function raw(head: string, body: Uint8Array = new Uint8Array()): Answer {
  return ({ response }) => {
    response.socket?.end(Buffer.concat([Buffer.from(head, 'latin1'), body]));
  };
}

/** Breaks the connection with a TCP reset: before the headers, or after the given bytes of a body. */
export function resetAfter(bytes?: Uint8Array, headers: HeaderValues = {}): Answer {
  return async ({ response }) => {
    if (bytes !== undefined) {
      response.writeHead(200, { 'content-type': 'image/png', ...headers });
      response.write(bytes);
      await sleep(30);
    }
    response.socket?.resetAndDestroy();
  };
}

/** Takes the request and never answers. */
export function stallBeforeHeaders(): Answer {
  return () => undefined;
}

/** Sends the first bytes of a body, then nothing more. */
export function stallInBody(after: Uint8Array, announced?: number, type = 'image/png'): Answer {
  return ({ response }) => {
    const length = announced === undefined ? {} : { 'content-length': String(announced) };
    response.writeHead(200, { 'content-type': type, ...length });
    response.flushHeaders();
    response.write(after);
  };
}

/** A slow line: pieces every 50 ms. */
export function slow(bytes: Uint8Array, bytesPerSecond: number, type = 'image/png'): Answer {
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': type, 'content-length': String(bytes.byteLength) });
    const piece = Math.max(1, Math.round(bytesPerSecond / 20));
    for (let at = 0; at < bytes.byteLength && !response.destroyed; at += piece) {
      response.write(bytes.subarray(at, at + piece));
      await sleep(50);
    }
    response.end();
  };
}

/** Resolves when the connection takes more bytes, or is gone. */
export function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** Waits, then answers. */
export function delayed(ms: number, answer: Answer): Answer {
  return async (exchange) => {
    await sleep(ms);
    await answer(exchange);
  };
}

/** The first answer to the first request, and so on; the last one to all that follow. */
export function sequence(answers: readonly Answer[]): Answer {
  let next = 0;
  return (exchange) => answers[Math.min(next++, answers.length - 1)]?.(exchange);
}

/** Whoever comes without the cookie gets it and is sent to the same URL again. */
export function cookieGate(answer: Answer, cookie = 'gate=open'): Answer {
  return (exchange) => {
    const held = (exchange.request.headers.cookie ?? '').split(/;\s*/);
    if (held.includes(cookie)) return answer(exchange);
    return redirect(exchange.logged.url, 302, { 'set-cookie': `${cookie}; Path=/` })(exchange);
  };
}
