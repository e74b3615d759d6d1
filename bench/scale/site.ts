/** A site on loopback with a small picture for every address, no two alike, and pages that show nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPng } from '../site/png.ts';

export interface TinySite {
  /** `127.0.0.1:8080` */
  host: string;
  /** When it was asked first since `forget`, in milliseconds since the epoch. */
  firstAt: () => number | undefined;
  forget: () => void;
  close: () => void;
}

const PICTURE_BYTES = 400;

export async function startTinySite(): Promise<TinySite> {
  let asked = 0;
  let firstAt: number | undefined;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    firstAt ??= Date.now();
    const path = request.url ?? '/';
    if (path.startsWith('/photos/')) {
      const { png } = createPng(asked++, PICTURE_BYTES);
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': png.length });
      response.end(png);
    } else if (path === '/robots.txt') response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>nothing</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    firstAt: () => firstAt,
    forget: () => (firstAt = undefined),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
