/** How fast the server can be read at all: by a client that does nothing else. */
import { Agent, get } from 'node:http';
import type { ServerLoad } from './messages.ts';
import type { Site } from './site.ts';

export interface Ceiling {
  picturesPerSecond: number;
  server: ServerLoad;
}

/** Fetches every picture over `connections` kept connections and throws the bytes away. */
export async function measureCeiling(site: Site, connections: number): Promise<Ceiling> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const left = site.pictures.map((path) => site.origin + path);
  const total = left.length;
  const worker = async () => {
    for (let url = left.pop(); url !== undefined; url = left.pop()) await fetchAway(url, agent);
  };
  try {
    const startedAt = performance.now();
    const { load } = await site.watch(() =>
      Promise.all(Array.from({ length: connections }, worker)),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    return { picturesPerSecond: total / seconds, server: load };
  } finally {
    agent.destroy();
  }
}

function fetchAway(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.on('error', reject).on('end', resolve).resume();
    }).on('error', reject);
  });
}
