/** A small gallery site on loopback, made of generated pictures, with a few faults on purpose. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createContent } from './content.ts';
import type { DemoExpectations, Resource } from './content.ts';

export type { DemoExpectations } from './content.ts';

export interface DemoSiteOptions {
  /** Default: any free port. */
  port?: number;
  /** Width of the originals in pixels; default 576, which makes files of 20 to 200 kB. At least 64. */
  pictureWidth?: number;
  /** Pause before each answer in milliseconds, so that there is something to watch; default 0. */
  delayMs?: number;
}

export interface SeenRequest {
  method: string;
  /** With its query. */
  path: string;
  status: number;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface DemoSite {
  /** The index page. */
  url: string;
  expected: DemoExpectations;
  /** Every request so far, in order of arrival. */
  requests: readonly SeenRequest[];
  /** Ends all connections too. */
  close(): Promise<void>;
}

type PictureResource = Extract<Resource, { kind: 'picture' }>;

/**
 * Starts the site on 127.0.0.1.
 * @throws the system error of `listen` (`EADDRINUSE`) when the port cannot be had.
 */
export async function startDemoSite(options: DemoSiteOptions = {}): Promise<DemoSite> {
  const { port = 0, pictureWidth = 576, delayMs = 0 } = options;
  const requests: SeenRequest[] = [];
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const content = createContent(Math.max(64, pictureWidth));
  const busyAnswers = new Map<string, number>();

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    const seen: SeenRequest = { method: request.method ?? '', path, status: 0, at: Date.now() };
    requests.push(seen);
    if (delayMs > 0) await sleep(delayMs);
    const { resources } = await content;
    const resource = resources.get(path);
    if (resource?.kind === 'page') {
      sendWhole(response, 200, 'text/html; charset=utf-8', Buffer.from(resource.html()));
    } else if (resource?.kind === 'picture') {
      sendPicture(response, path, resource, busyAnswers);
    } else {
      sendWhole(response, 404, 'text/plain', Buffer.from('Not found\n'));
    }
    seen.status = response.statusCode;
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });

  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/`,
    expected: (await content).expectedAt(origin),
    requests,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Node leaves the body out of the answer to a HEAD by itself. */
function sendWhole(
  response: ServerResponse,
  status: number,
  mediaType: string,
  body: Buffer,
): void {
  response.writeHead(status, { 'content-type': mediaType, 'content-length': body.length });
  response.end(body);
}

const BUSY_ANSWERS = 2;

function sendPicture(
  response: ServerResponse,
  path: string,
  { bytes, mediaType, fault }: PictureResource,
  busyAnswers: Map<string, number>,
): void {
  const body = bytes();
  switch (fault) {
    case 'missing':
      sendWhole(response, 404, 'text/plain', Buffer.from('Not found\n'));
      return;
    case 'withdrawn':
      sendWhole(response, 410, 'text/plain', Buffer.from('Gone\n'));
      return;
    case 'page':
      sendWhole(response, 200, mediaType, Buffer.from('<!doctype html><title>Log in</title>\n'));
      return;
    case 'cut':
      sendHalf(response, mediaType, body, () => response.socket?.end());
      return;
    case 'stalls':
      // Until the client gives up, or the site is closed.
      sendHalf(response, mediaType, body, () => undefined);
      return;
    case 'busy': {
      const answers = busyAnswers.get(path) ?? 0;
      busyAnswers.set(path, answers + 1);
      if (answers < BUSY_ANSWERS) {
        sendWhole(response, 503, 'text/plain', Buffer.from('Busy\n'));
        return;
      }
      break;
    }
    case undefined:
  }
  sendWhole(response, 200, mediaType, body);
}

function sendHalf(
  response: ServerResponse,
  mediaType: string,
  body: Buffer,
  after: () => void,
): void {
  response.writeHead(200, { 'content-type': mediaType, 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), after);
}
