/**
 * The body of an answer while it arrives: one consumer, bounded memory, one timer.
 *
 * Reading starts at once and pauses when `HIGH_WATER` bytes wait, so that what came before a connection broke
 * is not lost: a continued download starts where it ended.
 */
import type { Readable } from 'node:stream';
import { AttemptError } from '../errors.ts';
import { toAttemptError } from './attempt-error.ts';

/** Bytes that wait for the consumer before reading pauses. */
const HIGH_WATER = 256 * 1024;
/** A body that nobody wants is read up to this size, to keep its connection; a larger one is cut off. */
const DRAIN_BYTES = 64 * 1024;
/** … and for this long, in milliseconds. */
const DRAIN_MS = 2_000;

export interface TransferOptions {
  /** Bytes in the body as sent, where Content-Length tells. */
  announced: number | undefined;
  /** Whether the body has its own end mark (RFC 9112 §7.1); without it and without a length, closing ends it. */
  chunked: boolean;
  stallTimeoutMs: number;
  signal: AbortSignal | undefined;
}

type End = { error?: unknown };

export class Transfer implements AsyncIterableIterator<Uint8Array> {
  /** Bytes that arrived, as sent (before any content coding is undone). */
  received = 0;
  readonly #stream: Readable;
  readonly #options: TransferOptions;
  readonly #queue: Uint8Array[] = [];
  #queued = 0;
  #end: End | undefined;
  #drainLeft: number | undefined;
  #wake: (() => void) | undefined;
  #onEnd: (() => void)[] = [];
  #timer: NodeJS.Timeout;
  #waitingSince: number | undefined;
  #lastByteAt = performance.now();

  constructor(stream: Readable, options: TransferOptions) {
    this.#stream = stream;
    this.#options = options;
    // Error listeners stay for good: a broken connection may speak more than once.
    stream.on('error', (error) => this.#finish({ error: this.#explain(error) }));
    stream.on('data', (chunk: Uint8Array) => this.#arrived(chunk));
    stream.once('end', () =>
      this.#finish(this.#isShort() ? { error: this.#explain(undefined) } : {}),
    );
    stream.once('close', () => this.#finish({ error: this.#explain(undefined) }));
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    this.#timer = this.#watch(options.stallTimeoutMs);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws AttemptError `stalled`, `truncated`, `reset`, `protocol`; the signal's reason after an abort */
  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const chunk = this.#take();
      if (chunk !== undefined) return { value: chunk, done: false };
      if (this.#end !== undefined) break;
      await this.#arrival();
    }
    const ended = this.#end;
    this.#end = {};
    if ('error' in ended) throw ended.error;
    return { value: undefined, done: true };
  }

  /** The consumer stops early: the rest is cut off, and the connection with it. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#cutOff();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Nobody wants the rest: a small one is read to its end, a large one cut off. Resolves when that is done. */
  discard(): Promise<void> {
    if (this.#end !== undefined) {
      this.#dropQueue();
      return Promise.resolve();
    }
    if ((this.#options.announced ?? 0) - this.received > DRAIN_BYTES) {
      this.#cutOff();
      return Promise.resolve();
    }
    this.#drainLeft = DRAIN_BYTES - this.#queued;
    this.#dropQueue();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#cutOff(), DRAIN_MS);
    return new Promise((resolve) => this.#onEnd.push(resolve));
  }

  /**
   * To be called the moment the connection breaks, before got hears of it and drops what it has not passed on.
   * @param complete whether the whole body had come: then what follows it on the connection is of no interest
   */
  breaks(complete: boolean): void {
    // Each read hands its chunk to the data listener.
    while (this.#end === undefined && this.#stream.read() !== null);
    if (complete && !this.#isShort()) this.#finish({});
  }

  #arrived(chunk: Uint8Array): void {
    if (this.#end !== undefined) return;
    this.received += chunk.byteLength;
    this.#lastByteAt = performance.now();
    if (this.#drainLeft !== undefined) {
      this.#drainLeft -= chunk.byteLength;
      if (this.#drainLeft < 0) this.#cutOff();
      return;
    }
    this.#queue.push(chunk);
    this.#queued += chunk.byteLength;
    if (this.#queued >= HIGH_WATER) this.#stream.pause();
    this.#wakeUp();
  }

  #take(): Uint8Array | undefined {
    const chunk = this.#queue.shift();
    if (chunk === undefined) return undefined;
    this.#queued -= chunk.byteLength;
    if (this.#queued < HIGH_WATER / 2 && this.#stream.isPaused()) this.#stream.resume();
    return chunk;
  }

  #dropQueue(): void {
    this.#queue.length = 0;
    this.#queued = 0;
    if (this.#stream.isPaused()) this.#stream.resume();
  }

  async #arrival(): Promise<void> {
    this.#waitingSince = performance.now();
    await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#waitingSince = undefined;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Ends the transfer once; whatever happens later to the connection is of no interest. */
  #finish(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#abort);
    for (const resolve of this.#onEnd.splice(0)) resolve();
    this.#wakeUp();
  }

  #cutOff(): void {
    this.#finish({});
    this.#dropQueue();
    this.#stream.destroy();
  }

  readonly #abort = (): void => {
    this.#finish({ error: this.#options.signal?.reason });
    this.#dropQueue();
    this.#stream.destroy();
  };

  /**
   * One timer for the whole transfer: instead of being set again with every chunk, it looks when it fires how long
   * the consumer has really waited, and sleeps for the rest. A consumer that is busy elsewhere does not count.
   */
  #watch(delay: number): NodeJS.Timeout {
    return setTimeout(() => {
      const { stallTimeoutMs } = this.#options;
      const now = performance.now();
      const idle =
        this.#waitingSince === undefined ? 0 : now - Math.max(this.#waitingSince, this.#lastByteAt);
      if (idle < stallTimeoutMs) {
        this.#timer = this.#watch(Math.max(1, stallTimeoutMs - idle));
        return;
      }
      const seconds = Math.round(stallTimeoutMs / 100) / 10;
      this.#finish({
        error: new AttemptError('stalled', `No byte of the body came for ${seconds} s.`),
      });
      this.#stream.destroy();
    }, delay).unref();
  }

  #isShort(): boolean {
    const { announced } = this.#options;
    return announced !== undefined && this.received < announced;
  }

  #explain(error: unknown): AttemptError {
    const cause = error === undefined ? {} : { cause: error };
    const known = error === undefined ? undefined : toAttemptError(error);
    if (known?.code === 'protocol' || known?.code === 'tls') return known;
    const { announced, chunked } = this.#options;
    if (announced !== undefined) {
      const message = `The body ended after ${this.received} of ${announced} bytes.`;
      return new AttemptError('truncated', message, cause);
    }
    if (chunked) {
      const message = `The chunked body broke off after ${this.received} bytes.`;
      return new AttemptError('truncated', message, cause);
    }
    return new AttemptError('reset', `The connection broke after ${this.received} bytes.`, cause);
  }
}
