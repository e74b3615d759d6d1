/** Stands in front of a web server and counts what it is asked, whatever program asks. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CountingProxy {
  url: string;
  /** How many were asked so far. */
  requests: () => number;
  stop: () => Promise<void>;
}

const END_OF_HEAD = '\r\n\r\n';

/**
 * Passes bytes on as they are, both ways, so that no header that a server or a client sends is changed.
 *
 * @param at - Where it listens; by default on any free port.
 */
export async function countingProxy(
  port: number,
  at = { host: '127.0.0.1', port: 0 },
): Promise<CountingProxy> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      // A connection that breaks off on one side breaks off on the other.
      one.on('error', () => other.destroy()).on('close', () => sockets.delete(one));
      one.pipe(other);
    }
    let tail = '';
    client.on('data', (chunk: Buffer) => {
      // Crawlers send heads only: what follows an end of a head is the next request.
      const heads = (tail + chunk.toString('latin1')).split(END_OF_HEAD);
      count += heads.length - 1;
      tail = (heads.at(-1) ?? '').slice(1 - END_OF_HEAD.length);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(at.port, at.host, resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    url: new URL(`http://${at.host}:${own}/`).href,
    requests: () => count,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
