/** pixhaul and plain Crawlee, which come with this project. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Peer } from './peer.ts';

/** Made by `npm run build`. */
export const PIXHAUL_CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const packageVersion = (file: string | URL): string =>
  (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

const { resolve } = createRequire(import.meta.url);

export const pixhaul: Peer = {
  name: 'pixhaul',
  title: 'pixhaul',
  given: 'start page',
  settings: (connections) =>
    `the built command line: \`pixhaul URL -N ${connections} --per-host ${connections}\`, all else at its default`,
  find: () => ({ version: packageVersion(new URL('../../package.json', import.meta.url)) }),
  command: ({ startUrl, connections, destination, folder }) => ({
    file: process.execPath,
    args: [
      ...[PIXHAUL_CLI, startUrl, '-N', String(connections), '--per-host', String(connections)],
      ...['-d', destination, '--storage', join(folder, 'storage')],
    ],
  }),
};

export const crawlee: Peer = {
  name: 'crawlee',
  title: 'plain Crawlee',
  given: 'start page',
  settings: (connections) =>
    `\`bench/peers/plain-crawlee.ts\`: one CheerioCrawler, file storage, \`sendRequest\` to a buffer, then a file; \`minConcurrency\` and \`maxConcurrency\` ${connections}, so that autoscaling never holds it back`,
  find: () => ({ version: packageVersion(resolve('@crawlee/cheerio/package.json')) }),
  command: ({ plainCrawlee, startUrl, connections, destination, folder }) => ({
    file: process.execPath,
    args: [plainCrawlee, startUrl, String(connections), destination],
    environment: { CRAWLEE_STORAGE_DIR: join(folder, 'storage') },
  }),
};
