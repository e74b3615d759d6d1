/** A part on disk: what comes is copied to slabs, which the writing thread hashes and writes. */
import { diskError } from './disk-errors.ts';
import { readFrom } from './files.ts';
import type { PartFile } from './sink.ts';
import { SLAB_BYTES, type Answer, type Step } from './thread/messages.ts';
import type { OwnSlab, WritingThread } from './thread/writing-thread.ts';

/** A part, and what an earlier run wrote of it. */
export class DiskPart implements PartFile {
  readonly fileName: string;
  readonly path: string;
  readonly #fd: number;
  readonly #thread: WritingThread;
  readonly #number: number;
  #slab: OwnSlab | undefined;
  #filled = 0;
  /** The write under way, if it could not be done at once; and the step that was given to the thread last. */
  #writing: Promise<void> | undefined;
  #last: Promise<unknown> | undefined;
  #closing: Promise<string> | undefined;
  #failure: unknown;
  /** Whoever writes has heard of the failure. One that nobody has heard of is thrown by `close`, however old it is. */
  #isTold = false;

  /** Takes over an open file descriptor. `path` is for messages. */
  constructor(fd: number, fileName: string, path: string, thread: WritingThread) {
    this.#fd = fd;
    this.fileName = fileName;
    this.path = path;
    this.#thread = thread;
    this.#number = thread.number();
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#closing !== undefined) return Promise.reject(new TypeError(`${this.path} is closed`));
    const rest = this.#fill(chunk);
    if (this.#filled < SLAB_BYTES) return undefined;
    this.#writing = this.#writeAll(rest);
    return this.#writing;
  }

  /** The first bytes of the file, read for whoever asks, and into the hash. */
  async *content(bytes: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of readFrom(this.#fd, bytes)) {
      yield chunk;
      for (let rest = chunk; rest.length > 0;) {
        rest = this.#fill(rest);
        await this.#flush('hash');
      }
    }
  }

  async close(): Promise<{ sha256: string }> {
    if (this.#closing !== undefined) return { sha256: await this.#closing };
    this.#closing = this.#close();
    const sha256 = await this.#closing;
    if (this.#failure !== undefined && !this.#isTold) throw this.#told();
    return { sha256 };
  }

  async #close(): Promise<string> {
    await this.#writing?.catch(() => undefined);
    const answer = await this.#give('close');
    return answer?.sha256 ?? '';
  }

  async #writeAll(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (this.#filled === SLAB_BYTES) {
      await this.#flush('write');
      rest = this.#fill(rest);
    }
  }

  /** Returns what did not go in. */
  #fill(chunk: Uint8Array): Uint8Array {
    if (chunk.length === 0) return chunk;
    this.#slab ??= this.#thread.slab();
    const room = SLAB_BYTES - this.#filled;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    // `set` copies into shared memory word by word, in four times the time of this.
    this.#slab.bytes.fill(part, this.#filled, this.#filled + part.length);
    this.#filled += part.length;
    return chunk.subarray(part.length);
  }

  /** One slab may wait behind the one that is written, as long as the disk keeps up. */
  async #flush(does: 'write' | 'hash'): Promise<void> {
    const before = this.#last;
    this.#last = this.#give(does);
    await (this.#thread.busy ? this.#last : before);
    if (this.#failure !== undefined) throw this.#told();
  }

  /** Never rejects. */
  #give(does: Step['does']): Promise<Answer | undefined> {
    const slab = this.#slab;
    const bytes = this.#filled;
    this.#slab = undefined;
    this.#filled = 0;
    return this.#thread.run({ part: this.#number, fd: this.#fd, does, bytes }, slab).then(
      (answer) => {
        const { failure } = answer;
        if (failure !== undefined)
          this.#failure ??= Object.assign(new Error(failure.message), { code: failure.code });
        return answer;
      },
      (error: unknown) => {
        this.#failure ??= error;
        return undefined;
      },
    );
  }

  #told(): Error {
    this.#isTold = true;
    return diskError(this.#failure, this.path);
  }
}
