import { fileURLToPath } from 'node:url';
import type { Peer, PeerName } from './peer.ts';

/** Made by `npm run build`. */
export const PIXHAUL_CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const pixhaul: Peer = {
  name: 'pixhaul',
  title: 'pixhaul',
  settings: (connections) =>
    `the built command line: \`pixhaul URL -N ${connections} --per-host ${connections}\`, all else at its default`,
  command: ({ url, connections, destination, storage }) => ({
    args: [
      ...[PIXHAUL_CLI, url, '-N', String(connections), '--per-host', String(connections)],
      ...['-d', destination, '--storage', storage],
    ],
  }),
};

const crawlee: Peer = {
  name: 'crawlee',
  title: 'plain Crawlee',
  settings: (connections) =>
    `\`bench/peers/plain-crawlee.ts\`: one CheerioCrawler, file storage, \`sendRequest\` to a buffer, then a file; \`minConcurrency\` and \`maxConcurrency\` ${connections}, so that autoscaling never holds it back`,
  command: ({ url, connections, destination, storage, script }) => ({
    args: [script('plain-crawlee'), url, String(connections), destination],
    environment: { CRAWLEE_STORAGE_DIR: storage },
  }),
};

export const PEERS: Record<PeerName, Peer> = { pixhaul, crawlee };
