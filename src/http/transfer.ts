/**
 * The body of an answer while it arrives: one consumer, bounded memory, one timer.
 *
 * Reading starts at once and pauses when `HIGH_WATER` bytes wait, so that what came before a connection broke
 * is not lost: a continued download starts where it ended.
 */
import type { Readable } from 'node:stream';
import type { AttemptError } from '../errors.ts';
import { brokenOff, notWholeAfter, stalled } from './broken-body.ts';
import { DRAIN_BYTES, DRAIN_MS } from './leave-body.ts';
import type { RateLimit } from './rate-limit.ts';

/** Bytes that wait for the consumer before reading pauses. */
const HIGH_WATER = 256 * 1024;
export interface TransferOptions {
  /** Bytes in the body as sent, where Content-Length tells. */
  announced: number | undefined;
  /** Whether the body has its own end mark (RFC 9112 §7.1); without it and without a length, closing ends it. */
  chunked: boolean;
  stallTimeoutMs: number;
  /** Longest time from the headers to the last byte, waiting for the consumer included. Default: no limit. */
  transferTimeoutMs?: number | undefined;
  /** Shared with the other transfers. Default: as fast as it comes. */
  rateLimit?: RateLimit | undefined;
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
  #withdraw: (() => void) | undefined;
  #lastByteAt = performance.now();
  readonly #beganAt = performance.now();

  constructor(stream: Readable, options: TransferOptions) {
    this.#stream = stream;
    this.#options = options;
    // Error listeners stay for good: a broken connection may speak more than once.
    stream.on('error', (error) => this.#finish({ error: this.#brokenOff(error) }));
    stream.on('data', (chunk: Uint8Array) => this.#arrived(chunk));
    stream.once('end', () =>
      this.#finish(this.#isShort() ? { error: this.#brokenOff(undefined) } : {}),
    );
    stream.once('close', () => {
      // An error is dear to make, and nearly always there was an end before.
      if (this.#end === undefined) this.#finish({ error: this.#brokenOff(undefined) });
    });
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    this.#timer = this.#watch(
      Math.min(options.stallTimeoutMs, options.transferTimeoutMs ?? Infinity),
    );
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * @throws AttemptError `stalled`, `truncated`, `reset`, `transfer_timeout`, all of them `brokeOff`; `protocol`; the
   *   signal's reason after an abort
   */
  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      if (this.#options.rateLimit !== undefined) await this.#turn(this.#options.rateLimit);
      const chunk = this.#take(this.#options.rateLimit?.quantum ?? Infinity);
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

  /** Waits until the next bytes of the queue may be passed on; meanwhile the queue fills and reading pauses. */
  async #turn(rateLimit: RateLimit): Promise<void> {
    const [chunk] = this.#queue;
    if (chunk === undefined) return;
    await new Promise<void>((resolve) => {
      const withdraw = rateLimit.take(chunk.byteLength, resolve);
      this.#withdraw = () => {
        withdraw();
        resolve();
      };
    });
    this.#withdraw = undefined;
  }

  #take(most: number): Uint8Array | undefined {
    const [chunk] = this.#queue;
    if (chunk === undefined) return undefined;
    const taken = chunk.byteLength > most ? chunk.subarray(0, most) : chunk;
    if (taken === chunk) this.#queue.shift();
    else this.#queue[0] = chunk.subarray(most);
    this.#queued -= taken.byteLength;
    if (this.#queued < HIGH_WATER / 2 && this.#stream.isPaused()) this.#stream.resume();
    return taken;
  }

  #dropQueue(): void {
    this.#queue.length = 0;
    this.#queued = 0;
    this.#withdraw?.();
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
      const { stallTimeoutMs, transferTimeoutMs = Infinity } = this.#options;
      const now = performance.now();
      const idle =
        this.#waitingSince === undefined ? 0 : now - Math.max(this.#waitingSince, this.#lastByteAt);
      const left = Math.min(stallTimeoutMs - idle, transferTimeoutMs - (now - this.#beganAt));
      if (left > 0) {
        this.#timer = this.#watch(Math.max(1, left));
        return;
      }
      const error =
        idle >= stallTimeoutMs
          ? stalled(stallTimeoutMs)
          : notWholeAfter(transferTimeoutMs, this.received);
      this.#finish({ error });
      this.#stream.destroy();
    }, delay).unref();
  }

  #isShort(): boolean {
    const { announced } = this.#options;
    return announced !== undefined && this.received < announced;
  }

  #brokenOff(error: unknown): AttemptError {
    return brokenOff(error, this.received, this.#options);
  }
}
