import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { CrawlError, messageOf } from '../errors.ts';
import type { DecodeJob, Decoder, DecodeVerdict } from './types.ts';
import { DecodeWorker, Unusable } from './worker.ts';

/** A gigapixel takes some ten seconds; what takes longer than this will not end. */
const TIME_LIMIT_MS = 120_000;

export interface DecoderOptions {
  /** Files decoded at the same time, each in a process. Default: half the processors, 1 to 4. */
  processes?: number;
  /** For one file. Default: two minutes. */
  timeLimitMs?: number;
}

/**
 * Starts the first process, to know that it works.
 * @throws CrawlError `invalid_option` when the package sharp is absent or too old
 */
export async function createDecoder({
  processes = Math.min(4, Math.max(1, availableParallelism() >> 1)),
  timeLimitMs = TIME_LIMIT_MS,
}: DecoderOptions = {}): Promise<Decoder> {
  try {
    return new DecoderPool(await DecodeWorker.start(), processes, timeLimitMs);
  } catch (error) {
    const hint =
      error instanceof Unusable
        ? '; install it with: npm install sharp@latest, or use --verify structure'
        : '';
    throw new CrawlError(
      'invalid_option',
      `--verify decode needs the package sharp, and ${messageOf(error)}${hint}`,
      { cause: error },
    );
  }
}

class DecoderPool implements Decoder {
  readonly #timeLimitMs: number;
  readonly #idle: DecodeWorker[];
  readonly #busy = new Set<DecodeWorker>();
  /** Processes that may still be started. */
  #unused: number;
  /** Checks that wait for a process. */
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(first: DecodeWorker, processes: number, timeLimitMs: number) {
    this.#idle = [first];
    this.#unused = processes - 1;
    this.#timeLimitMs = timeLimitMs;
  }

  async check(path: string, { ext }: { readonly ext: string }): Promise<DecodeVerdict> {
    const worker = await this.#worker();
    this.#busy.add(worker);
    const job: DecodeJob = { path: resolve(path), ext };
    const verdict = await worker.run(job, this.#timeLimitMs);
    this.#busy.delete(worker);
    this.#refuseClosed();
    if (worker.alive) this.#idle.push(worker);
    else this.#unused++;
    this.#waiting.shift()?.();
    return verdict;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((worker) => worker.stop()));
  }

  /** An idle process, or a new one, or the first that becomes free. */
  async #worker(): Promise<DecodeWorker> {
    for (;;) {
      this.#refuseClosed();
      const idle = this.#idle.pop();
      if (idle?.alive === true) return idle;
      if (idle !== undefined) this.#unused++;
      else if (this.#unused > 0) return this.#start();
      else
        await new Promise<void>((wake) => {
          this.#waiting.push(wake);
        });
    }
  }

  async #start(): Promise<DecodeWorker> {
    this.#unused--;
    try {
      const worker = await DecodeWorker.start();
      if (!this.#closed) return worker;
      await worker.stop();
    } catch (error) {
      this.#unused++;
      this.#waiting.shift()?.();
      throw error;
    }
    throw closedError();
  }

  #refuseClosed(): void {
    if (this.#closed) throw closedError();
  }
}

function closedError(): Error {
  return new Error('the decoder was closed');
}
