/** A private nginx: one address on the loopback interface for each site, everything it writes in one folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from './programs.ts';

/** Debian puts it where the path of a person who is not root does not lead. */
const NGINX = '/usr/sbin/nginx';
const READY_WITHIN_MS = 10_000;

export interface Site {
  root: string;
  listsFolders: boolean;
}

/** Serves the sites until `stop`, or until this process ends. */
export async function serve<S extends Site>(sites: readonly S[], folder: string) {
  await mkdir(folder);
  const ports = await freePorts(sites.length);
  const servers = sites.map((site, index) => ({
    site,
    port: ports[index] ?? 0,
    log: join(folder, `access-${index}.log`),
  }));
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configOf(folder, servers));
  const { child, output, ended } = start(NGINX, ['-p', folder, '-e', 'stderr', '-c', config]);
  const died = ended.then((code) => {
    throw new Error(`nginx ended with ${code}:\n${output.stderr}`);
  });
  await Promise.race([died, Promise.all(ports.map(answering))]);
  return {
    served: servers.map(({ site, port, log }) => ({
      site,
      url: `http://127.0.0.1:${port}/`,
      /** How many were answered so far. */
      requests: async () => (await readFile(log, 'utf8')).split('\n').length - 1,
    })),
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function configOf(
  folder: string,
  servers: readonly { site: Site; port: number; log: string }[],
): string {
  const written = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
# One process, under this user: nothing to be left over, and no other user who would have to read the files.
master_process off;
pid "${folder}/nginx.pid";
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types;
${written.map((name) => `  ${name}_temp_path "${folder}/${name}";`).join('\n')}
${servers
  .map(
    ({ port, log, site: { root, listsFolders } }) => `  server {
    listen 127.0.0.1:${port};
    root "${root}";
    access_log "${log}";
    autoindex ${listsFolders ? 'on' : 'off'};
  }`,
  )
  .join('\n')}
}
`;
}

/** Held all at once, so that they differ. Another program could take one before nginx does: then it says so. */
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    holders.map(
      (holder) =>
        new Promise<number>((resolve, reject) => {
          holder.on('error', reject).listen(0, '127.0.0.1', () => {
            const address = holder.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(holders.map((holder) => new Promise((closed) => holder.close(closed))));
  return ports;
}

/** Resolves once the port takes connections; one without a request leaves no line in the access log. */
async function answering(port: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await connects(port))) {
    if (Date.now() > deadline) throw new Error(`nginx takes no connections on port ${port}`);
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
