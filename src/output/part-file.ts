import { close, writev } from 'node:fs';
import { promisify } from 'node:util';
import { hold } from './chunks.ts';
import { diskError } from './disk-errors.ts';
import type { PartFile } from './sink.ts';

// By file descriptor: with a FileHandle a small file takes 20 to 50% more CPU.
const writeTo = promisify(writev);
const closeFile = promisify(close);

/** Each write costs the crawl's thread as much as 256 KiB take to copy: a picture should need few of them. */
const GATHER_BYTES = 256 * 1024;

/** Takes over an open file descriptor. `path` is for messages. */
export function createPartFile(fd: number, fileName: string, path: string): PartFile {
  return new DiskPart(fd, fileName, path);
}

class DiskPart implements PartFile {
  readonly fileName: string;
  readonly path: string;
  #fd: number | undefined;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  /** Settles after all writes that were begun; never rejects. */
  #writing: Promise<unknown> = Promise.resolve();
  #failure: unknown;

  constructor(fd: number, fileName: string, path: string) {
    this.#fd = fd;
    this.fileName = fileName;
    this.path = path;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const fd = this.#fd;
    if (fd === undefined) throw new TypeError(`${this.path} is closed`);
    hold(this.#gathered, chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes >= GATHER_BYTES) await this.#flush(fd);
  }

  async close(): Promise<void> {
    const fd = this.#fd;
    if (fd === undefined) return;
    this.#fd = undefined;
    // A descriptor that is closed under a running write may be another file's by the time that write happens.
    await this.#writing;
    try {
      if (this.#failure === undefined) await this.#flush(fd);
    } finally {
      await closeFile(fd).catch((error: unknown) => {
        throw diskError(error, this.path);
      });
    }
  }

  async #flush(fd: number): Promise<void> {
    const chunks = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (chunks.length > 0) await this.#append(fd, chunks);
  }

  /** After a failure nothing more is written: a file with a hole would be worse than a short one. */
  async #append(fd: number, chunks: readonly Uint8Array[]): Promise<void> {
    const written = this.#writing.then(async () => {
      if (this.#failure !== undefined) throw diskError(this.#failure, this.path);
      await writeAll(fd, chunks);
    });
    this.#writing = written.catch((error: unknown) => {
      this.#failure ??= error;
    });
    try {
      await written;
    } catch (error) {
      throw diskError(error, this.path);
    }
  }
}

/** One call may take fewer bytes than it was given, most often right before the disk is full. */
async function writeAll(fd: number, chunks: readonly Uint8Array[]): Promise<void> {
  let left = chunks;
  while (left.length > 0) left = after((await writeTo(fd, left)).bytesWritten, left);
}

/** What is left of chunks after so many bytes of them. */
function after(bytes: number, chunks: readonly Uint8Array[]): readonly Uint8Array[] {
  let done = bytes;
  let at = 0;
  for (; at < chunks.length; at++) {
    const length = chunks[at]?.length ?? 0;
    if (done < length) break;
    done -= length;
  }
  const rest = chunks.slice(at);
  const [first] = rest;
  return done > 0 && first !== undefined ? [first.subarray(done), ...rest.slice(1)] : rest;
}
