/** The writing thread, seen from the crawl's: started for the first large picture, and only one. */
import { Worker } from 'node:worker_threads';
import { CrawlError } from '../../errors.ts';
import { workerFile } from './worker-file.ts';
import { SLAB_BYTES, type Answer, type Slab, type Step, type Steps } from './messages.ts';

/** With so many slabs on their way the disk does not keep up: each part waits for its own. */
const MANY_SLABS = 64;

/** A slab that the crawl's thread may fill. */
export interface OwnSlab {
  id: number;
  bytes: Buffer;
}

interface Waiting {
  slab: OwnSlab | undefined;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

export class WritingThread {
  readonly #file: () => URL;
  #worker: Worker | undefined;
  #gone: Error | undefined;
  /** Steps of this turn of the event loop: one message for all, as each wakes a thread up. */
  #next: Steps = { slabs: [], steps: [] };
  /** Steps without an answer, in order. */
  readonly #waiting: Waiting[] = [];
  /** Not in use. As many come to be as parts were open at once, and `MANY_SLABS` at most on top. */
  readonly #free: OwnSlab[] = [];
  #slabs = 0;
  #parts = 0;
  #onIdle: (() => void) | undefined;

  /** @param file what the thread runs; for tests of one that breaks down */
  constructor(file = workerFile) {
    this.#file = file;
  }

  /** A number for a part. */
  number(): number {
    return ++this.#parts;
  }

  /** Whether more should be given only after what was given last is done. */
  get busy(): boolean {
    return this.#waiting.length > MANY_SLABS;
  }

  /** Comes back by the step that it is given to. */
  slab(): OwnSlab {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const slab: Slab = { id: ++this.#slabs, memory: new SharedArrayBuffer(SLAB_BYTES) };
    this.#next.slabs.push(slab);
    return { id: slab.id, bytes: Buffer.from(slab.memory) };
  }

  /**
   * Resolves when it is done, or has failed.
   * @throws CrawlError `destination_unwritable` when the thread is not there any more
   */
  run(step: Omit<Step, 'slab'>, slab?: OwnSlab): Promise<Answer> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    if (this.#waiting.length === 0) this.#start().ref();
    if (this.#next.steps.length === 0) setImmediate(() => this.#post());
    this.#next.steps.push(slab === undefined ? step : { ...step, slab: slab.id });
    return new Promise((resolve, reject) => this.#waiting.push({ slab, resolve, reject }));
  }

  /** Ends the thread, once it has done what it was given. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    this.#gone = new CrawlError('destination_unwritable', 'The destination was closed.');
    if (this.#waiting.length > 0) await new Promise<void>((done) => (this.#onIdle = done));
    await this.#worker?.terminate();
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    // Files are opened by one thread and closed by another, on purpose.
    const worker = new Worker(this.#file(), { trackUnmanagedFds: false });
    worker.on('message', (answers: Answer[]) => this.#answered(answers));
    worker.on('error', (error) => this.#leave(error));
    worker.on('exit', (code) => this.#leave(new Error(`exit code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #post(): void {
    const message = this.#next;
    this.#next = { slabs: [], steps: [] };
    this.#worker?.postMessage(message);
  }

  #answered(answers: readonly Answer[]): void {
    for (const [n, { slab, resolve }] of this.#waiting.splice(0, answers.length).entries()) {
      if (slab !== undefined) this.#free.push(slab);
      resolve(answers[n] ?? {});
    }
    if (this.#waiting.length === 0) this.#idle();
  }

  /** An idle thread keeps no process alive. */
  #idle(): void {
    this.#worker?.unref();
    this.#onIdle?.();
  }

  #leave(cause: Error): void {
    const message = `The thread that writes large pictures has ended (${cause.message}).`;
    this.#gone ??= new CrawlError('destination_unwritable', message, { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
    this.#idle();
  }
}
