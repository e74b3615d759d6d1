/** Stands in front of a web server and counts what it is asked, whatever program asks. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingProxy {
  url: string;
  /** Requests since the last call. */
  take: () => number;
  stop: () => Promise<void>;
}

/** Passes every request on to the port, with its Host, so that redirects lead back here. */
export async function countingProxy(port: number): Promise<CountingProxy> {
  let count = 0;
  const server = createServer((asked, answer) => {
    count++;
    const { url: path, method, headers } = asked;
    const passedOn = request({ host: '127.0.0.1', port, path, method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.on('error', () => answer.destroy()).pipe(answer);
    });
    passedOn.on('error', () => answer.destroy());
    answer.on('close', () => passedOn.destroy());
    asked.pipe(passedOn);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    take: () => {
      const taken = count;
      count = 0;
      return taken;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
