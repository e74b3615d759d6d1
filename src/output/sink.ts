/**
 * Where saved pictures go. A file is written under a part name beside its final one, and gets the final name only when
 * it is whole and verified; so whatever stands under a final name is a whole picture.
 *
 * File names are relative, with `/` between segments, as `FileNameTemplate.render` makes them.
 */

/** A file that is being written. The part outlives the process: a dead run's is found under the same name. */
export interface PartFile {
  /** The final name that it was created for. */
  readonly fileName: string;
  /** Where it is on this machine's disk, for a decoder that reads it once it is closed. */
  readonly path: string;
  /**
   * Appends. Undefined: there is room for more at once. Else wait for the promise before the next call: that is what
   * keeps memory bounded. The bytes are copied; they are written 128 KiB at a time, and what went wrong with them is told
   * by a later call.
   * @throws CrawlError `disk_full`, `destination_unwritable`
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /**
   * Writes what is still held, and closes; the part stays. Harmless when called again, or after a failed `write`.
   * @returns the hash of the whole part, lower-case hex; of a continued one only if its `content` was read
   * @throws CrawlError as `write`
   */
  close(): Promise<{ sha256: string }>;
}

/** A part that an earlier attempt left, opened to go on at its end. */
export interface OpenedPart {
  part: PartFile;
  /** Bytes that are there. */
  bytes: number;
  /** Its content, to be read before the first write: that takes it into the hash. */
  content(): AsyncIterable<Uint8Array>;
}

/** All methods may be called concurrently, for different files. */
export interface Sink {
  /**
   * Creates the destination and proves that it can be written. `made`: it was not there before. From now on it has to
   * stay the same: whatever is then asked for throws `destination_unwritable` once it vanished or was replaced.
   * @throws CrawlError `destination_unwritable`, `disk_full`
   */
  prepare(): Promise<{ made: boolean }>;

  /** Lets go of the destination. */
  close(): Promise<void>;

  /**
   * Opens the part of a file, empty, and makes its folders. A part that a dead run left is dropped.
   * @throws CrawlError `destination_unwritable`, `disk_full`
   */
  create(fileName: string): Promise<PartFile>;

  /**
   * Opens the part that an earlier attempt left, to be continued; undefined when there is none, or nothing in it, or
   * when it is no file of its own: a link, or a picture that was placed already and still has its part name.
   * @param total bytes of the whole file, where they are known: a part that has them all loses its last, so that there
   *   is a rest to ask for, and the server says whether the file is still the same
   * @throws CrawlError `destination_unwritable`, `disk_full`
   */
  reopen(fileName: string, total?: number): Promise<OpenedPart | undefined>;

  /**
   * Gives a closed part its final name, which may be another than the one it was created for. Never overwrites.
   * `placed`: the picture stands under the name, and the part is gone; so it is too when a file with the same content
   * was there before. `taken`: something else has the name; the part is kept, to be placed under another name.
   * @param sha256 of the part's content, lower-case hex
   * @throws CrawlError `destination_unwritable`, `disk_full`; AttemptError `unexpected` when the part has vanished
   */
  place(part: PartFile, fileName: string, sha256: string): Promise<'placed' | 'taken'>;

  /**
   * Writes a whole, verified file: to its part, then under its final name. Never overwrites, and leaves no part.
   * `taken`: something else has the name.
   * @param content the bytes, in order; left alone
   * @param sha256 of the content, lower-case hex
   * @throws CrawlError `destination_unwritable`, `disk_full`
   */
  save(
    fileName: string,
    content: readonly Uint8Array[],
    sha256: string,
  ): Promise<'placed' | 'taken'>;

  /** Removes the part of a file; fine when there is none. Not while it is open. */
  discard(fileName: string): Promise<void>;

  /** Whether a file with exactly this content stands under its final name. For recovery: reads the whole file. */
  holds(fileName: string, bytes: number, sha256: string): Promise<boolean>;
}
