/** Starts a web server on a free port. */
import { mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from './programs.ts';
import type { Place, Server } from './servers.ts';

const READY_WITHIN_MS = 10_000;

/** Serves the root until `stop`, or until this process ends. */
export async function serve(
  server: Server,
  place: Omit<Place, 'port'>,
): Promise<{ port: number; stop: () => Promise<void> }> {
  await mkdir(place.folder);
  const port = await freePort();
  const [command, ...args] = await server.command({ ...place, port });
  const { child, output, ended } = start(command, args, {
    folder: place.folder,
    home: place.folder,
  });
  const died = ended.then((code) => {
    throw new Error(`${server.name} ended with ${code}:\n${output.stderr}${output.stdout}`);
  });
  await Promise.race([died, answering(server.name, port)]);
  // It is to end by `stop`.
  died.catch(() => undefined);
  return {
    port,
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Another program could take it before the server does: then the server says so. */
async function freePort(): Promise<number> {
  const holder = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    holder.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = holder.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((closed) => holder.close(closed));
  return port;
}

/** Resolves once the port takes connections. */
async function answering(name: string, port: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await connects(port))) {
    if (Date.now() > deadline) throw new Error(`${name} takes no connections on port ${port}`);
    await sleep(20);
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
