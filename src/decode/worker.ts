/** One decoding process, seen from the crawl. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DecodeJob, DecodeReply, DecodeVerdict } from './types.ts';

/** Run from its sources, as tests do, the process needs the loader for TypeScript too. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(FROM_SOURCE ? './child.ts' : './child.js', import.meta.url));

/** Why the package sharp cannot be used. */
export class Unusable extends Error {}

export class DecodeWorker {
  readonly #child: ChildProcess;
  /** Settles with what the process says next. */
  #answer: ((reply: DecodeReply | { is: 'gone'; why: string }) => void) | undefined;
  #gone: string | undefined;

  private constructor() {
    this.#child = fork(CHILD, {
      cwd: dirname(CHILD),
      execArgv: FROM_SOURCE ? ['--import', 'tsx'] : [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (reply: DecodeReply) => {
      this.#settle(reply);
    });
    this.#child.on('error', (error) => {
      this.#leave(error.message);
    });
    this.#child.on('exit', (code, signal) => {
      this.#leave(signal ?? `exit code ${String(code)}`);
    });
    this.#child.unref();
  }

  /** @throws Unusable when there is no sharp that it can use; Error when the process does not start */
  static async start(): Promise<DecodeWorker> {
    const worker = new DecodeWorker();
    const reply = await worker.#next();
    if (reply.is === 'ready') return worker;
    await worker.stop();
    if (reply.is === 'unusable') throw new Unusable(reply.why);
    throw new Error(`the decoder did not start: ${reply.is === 'gone' ? reply.why : reply.is}`);
  }

  get alive(): boolean {
    return this.#gone === undefined;
  }

  /** @param limitMs after so long the process is ended */
  async run(job: DecodeJob, limitMs: number): Promise<DecodeVerdict> {
    const clock = { ranOut: false };
    const timer = setTimeout(() => {
      clock.ranOut = true;
      this.#child.kill('SIGKILL');
    }, limitMs);
    const next = this.#next();
    if (this.#child.connected) this.#child.send(job);
    const reply = await next;
    clearTimeout(timer);
    if (reply.is === 'verdict') return reply.verdict;
    const why = reply.is === 'gone' ? reply.why : reply.is;
    const reason = clock.ranOut
      ? `decoding took longer than ${limitMs / 1_000} seconds`
      : `the decoder broke down over it (${why})`;
    return { ok: false, cut: false, reason };
  }

  async stop(): Promise<void> {
    if (!this.alive) return;
    const exit = once(this.#child, 'exit');
    // Else the crawl's process could end while it waits for this.
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await exit;
  }

  /** The process keeps the crawl's alive only while something is asked of it. */
  #next(): Promise<DecodeReply | { is: 'gone'; why: string }> {
    if (this.#gone !== undefined) return Promise.resolve({ is: 'gone', why: this.#gone });
    this.#child.channel?.ref();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #settle(reply: DecodeReply | { is: 'gone'; why: string }): void {
    this.#child.channel?.unref();
    this.#answer?.(reply);
    this.#answer = undefined;
  }

  #leave(why: string): void {
    this.#gone ??= why;
    this.#settle({ is: 'gone', why });
  }
}
