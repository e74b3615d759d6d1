/**
 * The server, in a process of its own: answers from memory, so that it costs the measured tools as little of the
 * machine as it can. Talks with the benchmark over the IPC channel; see `messages.ts`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createContent, type Resource } from './content.ts';
import type { FromServer, ServedCounts, ToServer } from './messages.ts';

const { size } = JSON.parse(process.argv[2] ?? '{}') as {
  size: Parameters<typeof createContent>[0];
};
const content = createContent(size);

let counts: ServedCounts = { pages: 0, pictures: 0, other: 0 };
let loop = performance.eventLoopUtilization();
let cpu = process.cpuUsage();

function count(resource: Resource | undefined): void {
  if (resource === undefined) counts.other++;
  else if (resource.mediaType === 'image/png') counts.pictures++;
  else counts.pages++;
}

const server = createServer((request, response) => {
  const resource = content.resources.get(request.url ?? '');
  count(resource);
  if (resource === undefined) {
    response.writeHead(404, { 'content-length': 0 }).end();
    return;
  }
  const { mediaType, body } = resource;
  response.writeHead(200, { 'content-type': mediaType, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
});
// Longer than any run: a connection that a tool keeps is never closed under its hands.
server.keepAliveTimeout = 3_600_000;

const tell = (message: FromServer) => process.send?.(message);

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const { pictures, digests } = content;
  tell({ is: 'ready', origin: `http://127.0.0.1:${port}`, pictures, digests });
});

process.on('message', (message: ToServer) => {
  if (message.ask === 'load') {
    const used = process.cpuUsage(cpu);
    tell({
      is: 'load',
      busy: performance.eventLoopUtilization(loop).utilization,
      cpuMs: (used.user + used.system) / 1000,
      served: counts,
    });
  }
  counts = { pages: 0, pictures: 0, other: 0 };
  loop = performance.eventLoopUtilization();
  cpu = process.cpuUsage();
});

// However the benchmark ended, nothing of it stays behind.
process.on('disconnect', () => process.exit());
