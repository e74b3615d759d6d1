/** What the benchmark and its Node.js server say to each other. */

/** How one host of the server behaves. */
export interface HostConfig {
  /** Loopback address; any of 127.0.0.0/8 on Linux. */
  address: string;
  /** Milliseconds from a request to the first byte of its answer. */
  latencyMs?: number;
  /** Bytes a second of each answer, and so of each connection; undefined: as fast as it goes. */
  bytesPerSecond?: number;
  /** Nothing listens: connections are refused; or requests are taken and never answered. */
  dead?: 'refused' | 'silent';
}

export interface ServeConfig {
  /** Folder of a made site. */
  site: string;
  /** Gallery g and its pictures are linked to at host g modulo their number. */
  hosts: readonly HostConfig[];
}

export type ToServer =
  /** Count from here. */
  | { ask: 'reset' }
  /** Tell what was counted since. */
  | { ask: 'served' };

export type FromServer =
  /** One origin for each host, without a slash at the end. */
  { is: 'ready'; origins: readonly string[] } | ({ is: 'served' } & Served);

/** Since the last reset. */
export interface Served {
  /** When the first request came, in the time of `measure/clock.ts`; undefined: none did. */
  firstRequestAt?: number;
  requests: number;
  /** Pictures sent whole, for each host. */
  pictures: readonly number[];
}
