/** The tools that are measured, and how each is started. */

export const PEER_NAMES = ['pixhaul', 'crawlee'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

export interface PeerContext {
  /** Start page. */
  url: string;
  /** Requests under way at a time. */
  connections: number;
  /** Fresh folders for this run. */
  destination: string;
  storage: string;
  /** Compiled scripts of the benchmark, by name. */
  script: (name: 'plain-crawlee') => string;
}

export interface Peer {
  name: PeerName;
  title: string;
  /** What a reader must know to judge the comparison. */
  settings: (connections: number) => string;
  /** Arguments of `node`, and what is added to the environment. */
  command: (context: PeerContext) => { args: string[]; environment?: Record<string, string> };
}
