/** What the crawl's thread and the thread that writes say to each other. Answers come in the order of the steps. */

/**
 * Bytes of one slab: a part is hashed and written in pieces of this size. Larger ones fall out of the processor's cache
 * before they are written; smaller ones cost more messages.
 */
export const SLAB_BYTES = 128 * 1024;

/** Memory that both threads see. It belongs to the writing thread from its step on until that step's answer. */
export interface Slab {
  id: number;
  memory: SharedArrayBuffer;
}

export interface Step {
  /** Number of the part, never used again. */
  part: number;
  fd: number;
  /**
   * `write`: into the hash, and to the end of the file. `hash`: only that, of bytes which are in the file. `close`: as
   * `write`, and the file is closed.
   */
  does: 'write' | 'hash' | 'close';
  /** Id of the slab; absent when there are no bytes. */
  slab?: number;
  bytes: number;
}

export interface Steps {
  /** Slabs that are new to the writing thread. */
  slabs: Slab[];
  steps: Step[];
}

export interface Answer {
  /** Of all bytes of the part; after `close`. */
  sha256?: string;
  /** The first failure of the part, told once. Nothing is written to it from then on. */
  failure?: Failure;
}

/** A system error: an Error loses its code on the way between threads. */
export interface Failure {
  code: string | undefined;
  message: string;
}
