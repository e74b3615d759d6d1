/** What the benchmark and its server say to each other. */

export type ToServer =
  /** Count from here. */
  | { ask: 'reset' }
  /** Tell what was counted since, and count anew. */
  | { ask: 'load' };

export type FromServer =
  | { is: 'ready'; origin: string; pictures: readonly string[]; digests: readonly string[] }
  | ({ is: 'load' } & ServerLoad);

export interface ServerLoad {
  /** Share of the time that the server's only thread was not idle, 0 to 1. At 1 it would be the bottleneck. */
  busy: number;
  cpuMs: number;
  served: ServedCounts;
}

/** Requests answered. */
export interface ServedCounts {
  pages: number;
  pictures: number;
  /** With 404, robots.txt for example. */
  other: number;
}
