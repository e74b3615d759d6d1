import { lstat, rm, unlink, writeFile } from 'node:fs/promises';
import { posix, resolve, sep } from 'node:path';
import { AttemptError, systemCode } from '../errors.ts';
import { diskError } from './disk-errors.ts';
import {
  exists,
  holdsFile,
  isAbsent,
  moveWithoutOverwriting,
  openAnew,
  openToAppend,
  writeAnew,
} from './files.ts';
import { Folders } from './folders.ts';
import { DiskPart } from './part-file.ts';
import { QuickSave } from './quick-save.ts';
import { RootFolder } from './root-folder.ts';
import type { OpenedPart, PartFile, Sink } from './sink.ts';
import { WritingThread } from './thread/writing-thread.ts';

const PART = '.part';

type Quick = Pick<QuickSave, 'ready' | 'save' | 'open' | 'move'>;

/**
 * Saves below a folder of this machine, and nowhere else.
 * @param destination need not exist yet; may be relative to the working directory
 * @param quick how small files are written, and large ones opened and named; default: without the thread pool, while
 *   the disk is quick
 */
export function createDiskSink(destination: string, quick: Quick = new QuickSave()): Sink {
  return new DiskSink(resolve(destination), quick);
}

class DiskSink implements Sink {
  readonly #destination: string;
  readonly #root: RootFolder;
  readonly #folders: Folders;
  readonly #quick: Quick;
  readonly #thread = new WritingThread();

  constructor(destination: string, quick: Quick) {
    this.#destination = destination;
    this.#quick = quick;
    this.#root = new RootFolder(destination);
    this.#folders = new Folders(destination, () => this.#root.assertSame());
  }

  async prepare(): Promise<{ made: boolean }> {
    // One name for all: what a run that died here left is removed by the next.
    const probe = `${this.#destination}${sep}.pixhaul-probe${PART}`;
    try {
      const { made } = await this.#root.open();
      await rm(probe, { force: true });
      // One byte: on a full disk an empty file can still be made.
      await writeFile(probe, '.', { flag: 'wx' }).catch((error: unknown) => {
        // Another run is proving the same at this moment.
        if (systemCode(error) !== 'EEXIST') throw error;
      });
      await rm(probe, { force: true });
      return { made };
    } catch (error) {
      throw diskError(error, this.#destination);
    }
  }

  async create(fileName: string): Promise<PartFile> {
    const path = this.#path(fileName) + PART;
    try {
      const quickly = () => (this.#quick.ready ? this.#quick.open(path) : undefined);
      const fd = await this.#inFolder(fileName, async () => quickly() ?? (await openAnew(path)));
      return new DiskPart(fd, fileName, path, this.#thread);
    } catch (error) {
      throw diskError(error, path);
    }
  }

  async reopen(fileName: string, total?: number): Promise<OpenedPart | undefined> {
    const path = this.#path(fileName) + PART;
    try {
      const opened = await openToAppend(path, total);
      if (opened === undefined) {
        // Where the destination is gone, its parts are not: they come back with it.
        await this.#root.assertSame();
        return undefined;
      }
      const { fd, bytes } = opened;
      const part = new DiskPart(fd, fileName, path, this.#thread);
      return { part, bytes, content: () => part.content(bytes) };
    } catch (error) {
      throw diskError(error, path);
    }
  }

  async place(
    part: Pick<PartFile, 'fileName'>,
    fileName: string,
    sha256: string,
  ): Promise<'placed' | 'taken'> {
    const from = this.#path(part.fileName) + PART;
    const to = this.#path(fileName);
    try {
      const quickly = () => this.#quick.ready && this.#quick.move(from, to);
      const moved = await this.#inFolder(
        fileName,
        async () => quickly() || (await moveWithoutOverwriting(from, to)),
      );
      if (!moved) {
        const { size } = await lstat(from);
        if (!(await holdsFile(to, size, sha256))) return 'taken';
        await unlink(from);
      }
      return 'placed';
    } catch (error) {
      if (systemCode(error) === 'ENOENT' && !(await exists(from).catch(() => true))) {
        const message = `${from} vanished before it was given its final name`;
        throw new AttemptError('unexpected', message, { cause: error });
      }
      throw diskError(error, to);
    }
  }

  async save(
    fileName: string,
    content: readonly Uint8Array[],
    sha256: string,
  ): Promise<'placed' | 'taken'> {
    const path = this.#path(fileName);
    try {
      const quick = this.#quick.ready;
      if (quick && (await this.#inFolder(fileName, () => this.#saveQuickly(path, content))))
        return 'placed';
      const from = path + PART;
      await this.#inFolder(fileName, () => writeAnew(from, content));
      const result = await this.place({ fileName }, fileName, sha256);
      if (result === 'taken') await this.discard(fileName);
      return result;
    } catch (error) {
      await this.discard(fileName);
      throw diskError(error, path);
    }
  }

  async discard(fileName: string): Promise<void> {
    const path = this.#path(fileName) + PART;
    try {
      await unlink(path);
    } catch (error) {
      if (!isAbsent(error)) throw diskError(error, path);
    }
  }

  async holds(fileName: string, bytes: number, sha256: string): Promise<boolean> {
    const path = this.#path(fileName);
    try {
      return await holdsFile(path, bytes, sha256);
    } catch (error) {
      throw diskError(error, path);
    }
  }

  async close(): Promise<void> {
    await this.#thread.close();
    await this.#root.close();
  }

  /** Runs `work` when the file's folder is there; a folder that someone removed is made again, once. */
  async #inFolder<T>(fileName: string, work: () => Promise<T>): Promise<T> {
    const folder = posix.dirname(fileName);
    try {
      // Without a folder of its own nothing else would tell that the destination is another by now.
      if (folder === '.') await this.#root.assertSame();
      await this.#folders.ensure(folder);
      return await work();
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
    this.#folders.forget();
    await this.#root.assertSame();
    await this.#folders.ensure(folder);
    return work();
  }

  #saveQuickly(path: string, content: readonly Uint8Array[]): Promise<boolean> {
    return Promise.resolve(this.#quick.save(path + PART, path, content));
  }

  /** Names come from the template, which makes none that leaves the destination; a bug there must not either. */
  #path(fileName: string): string {
    const segments = fileName.split('/');
    if (segments.some((segment) => ['', '.', '..'].includes(segment) || /[\0\\]/.test(segment))) {
      throw new TypeError(`not a file name below the destination: ${JSON.stringify(fileName)}`);
    }
    return [this.#destination, ...segments].join(sep);
  }
}
