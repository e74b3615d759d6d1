/**
 * The Node.js server, in a process of its own: answers from memory where the site fits, so that it costs the measured
 * tools as little of the machine as it can. Talks with the benchmark over the IPC channel; see `messages.ts`.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { now } from '../measure/clock.ts';
import { answer } from './answer.ts';
import { readSite } from './make-site.ts';
import type { FromServer, HostConfig, ServeConfig, Served, ToServer } from './messages.ts';
import { pagesOf } from './pages.ts';

/** Most bytes of pictures that are held in memory; the rest is read anew for each request. */
const MOST_HELD = 2 ** 30;

const { site, hosts } = JSON.parse(process.argv[2] ?? '{}') as ServeConfig;
const { folder, galleries } = await readSite(site);

const pictures = new Set(galleries.flatMap((gallery) => gallery.pictures.map(({ path }) => path)));
const held = new Map<string, Buffer>();
let heldBytes = 0;

function picture(path: string): Buffer {
  const kept = held.get(path);
  if (kept) return kept;
  const bytes = readFileSync(join(folder, path));
  if (heldBytes + bytes.length <= MOST_HELD) {
    held.set(path, bytes);
    heldBytes += bytes.length;
  }
  return bytes;
}

for (const path of pictures) {
  if (heldBytes < MOST_HELD) picture(path);
}

let served = noneServed();

function noneServed(): Served & { pictures: number[] } {
  return { requests: 0, pictures: hosts.map(() => 0) };
}

let pages = new Map<string, Buffer>();

function handle(
  request: IncomingMessage,
  response: ServerResponse,
  host: HostConfig,
  index: number,
): void {
  served.firstRequestAt ??= now();
  served.requests++;
  if (host.dead === 'silent') return;
  const path = pathOf(request.url ?? '');
  const isPicture = pictures.has(path);
  const body = isPicture ? picture(path) : pages.get(path);
  const type = isPicture ? 'image/png' : 'text/html; charset=utf-8';
  if (body === undefined) response.writeHead(404, { 'content-length': 0 });
  else response.writeHead(200, { 'content-type': type, 'content-length': body.length });
  const sent = () => {
    if (isPicture) served.pictures[index] = (served.pictures[index] ?? 0) + 1;
  };
  answer(response, body ?? Buffer.alloc(0), host, sent);
}

/** A client that takes this server for its proxy asks for whole URLs (RFC 9112 §3.2.2). */
const pathOf = (target: string) => (target.startsWith('/') ? target : new URL(target).pathname);

/** @returns its origin */
async function listen(host: HostConfig, index: number): Promise<string> {
  const server = createServer((request, response) => handle(request, response, host, index));
  // Longer than any run: a connection that a tool keeps is never closed under its hands.
  server.keepAliveTimeout = 3_600_000;
  server.listen(0, host.address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // Its port was free a moment ago, and nothing listens there now.
  if (host.dead === 'refused') server.close();
  return `http://${host.address}:${port}`;
}

const tell = (message: FromServer) => process.send?.(message);

process.on('message', (message: ToServer) => {
  if (message.ask === 'served') tell({ is: 'served', ...served });
  else served = noneServed();
});

// However the benchmark ended, nothing of it stays behind.
process.on('disconnect', () => process.exit());

const origins = await Promise.all(hosts.map(listen));
const originOf = (gallery: number) => origins[gallery % origins.length] ?? '';
pages = new Map([...pagesOf(galleries, originOf)].map(([path, html]) => [path, Buffer.from(html)]));
tell({ is: 'ready', origins });
