/**
 * One picture while it arrives: every chunk passes the verifier, the hash and the filters, and goes to the part.
 * Memory does not grow with the picture: a small one (64 KiB at most) is held whole, so that no file is made before it
 * is known to be good; of a larger one nothing is, once its part is open.
 */
import { createHash } from 'node:crypto';
import { AttemptError } from '../errors.ts';
import type { SkipRule } from '../model.ts';
import { hold, type PartFile } from '../output/index.ts';
import { createPictureReader, type PictureFacts } from '../verify/index.ts';
import {
  refusedAtEnd,
  refusedByBytes,
  refusedByFormat,
  refusedBySize,
  type PictureFilters,
} from './filters.ts';

/** Larger than any picture; what goes on after it never ends. */
const MAX_PICTURE_BYTES = 4_000_000_000;

type Format = PictureFacts['format'];

export interface IntakeOptions {
  filters: PictureFilters;
  checkStructure: boolean;
  /** A body of more bytes has no end. Default: 4 GB. */
  maxBytes?: number;
  /** A picture of at most so many bytes gets no part. Default: every one gets one. */
  holdBytes?: number;
  /** Called once, when the format is known and wanted, and the picture is not small. */
  openPart: (format: Format) => Promise<PartFile>;
  /** For messages of a body that is no picture: how it was sent. */
  sentAs: { status: number; type: string | undefined };
}

export interface Arrived {
  /** Closed; or else the bytes of a small picture. */
  stored: PartFile | readonly Uint8Array[];
  facts: PictureFacts;
  sha256: string;
  bytes: number;
}

export class Intake {
  bytes = 0;
  part: PartFile | undefined;
  readonly #options: IntakeOptions;
  readonly #reader = createPictureReader();
  #held: Uint8Array[] = [];
  #sized = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Bytes that an earlier attempt left in its part: looked at as if they came now, and not written again. */
  async catchUp(part: PartFile, content: AsyncIterable<Uint8Array>): Promise<SkipRule | undefined> {
    this.part = part;
    for await (const chunk of content) {
      const refused = this.#look(chunk);
      if (refused !== undefined) return refused;
    }
    if (this.#reader.sniffed === 'not_a_picture') throw this.#notAPicture();
    return undefined;
  }

  /**
   * The next bytes. A rule is returned as soon as one refuses the picture; nothing more is to be given then. A promise
   * only where there is something to wait for: most chunks are taken at once.
   * @throws AttemptError `not_a_picture`, `too_large`; what writing throws
   */
  take(chunk: Uint8Array): SkipRule | undefined | Promise<void> {
    const refused = this.#look(chunk);
    if (refused !== undefined) return refused;
    if (this.part) return this.part.write(chunk);
    hold(this.#held, chunk);
    if (this.#reader.sniffed === 'not_a_picture') throw this.#notAPicture();
    return this.#reader.sniffed !== 'more' && !this.#isSmall() ? this.#begin() : undefined;
  }

  /**
   * After the last byte.
   * @throws AttemptError `empty_body`, `not_a_picture`, `truncated`; what writing throws
   */
  async end(): Promise<Arrived | SkipRule> {
    const { status } = this.#options.sentAs;
    if (this.bytes === 0)
      throw new AttemptError('empty_body', 'the answer had no body', { status });
    const facts = this.#reader.end();
    if (facts === 'not_a_picture') throw this.#notAPicture();
    if (facts.cut !== undefined && this.#options.checkStructure)
      throw new AttemptError('truncated', `the picture is cut: ${facts.cut}`, { status });
    const { filters } = this.#options;
    const refused = refusedBySize(facts, filters) ?? refusedAtEnd(this.bytes, filters);
    if (refused !== undefined) return refused;
    if (!this.part && !this.#isSmall()) await this.#begin();
    const stored = this.part ?? this.#held;
    const sha256 = this.part ? (await this.part.close()).sha256 : hashOf(this.#held);
    return { stored, facts, sha256, bytes: this.bytes };
  }

  #isSmall(): boolean {
    return this.bytes <= (this.#options.holdBytes ?? 0);
  }

  #look(chunk: Uint8Array): SkipRule | undefined {
    const { filters } = this.#options;
    this.#reader.write(chunk);
    this.bytes += chunk.length;
    const { maxBytes = MAX_PICTURE_BYTES } = this.#options;
    if (this.bytes > maxBytes)
      throw new AttemptError('too_large', `the picture has more than ${maxBytes} bytes`);
    return refusedByBytes(this.bytes, filters) ?? this.#refusedByLooks(filters);
  }

  /** By format and sides, as soon as the bytes tell them. */
  #refusedByLooks(filters: PictureFilters): SkipRule | undefined {
    const { sniffed, size } = this.#reader;
    if (this.#sized || typeof sniffed === 'string') return undefined;
    this.#sized = size !== undefined;
    return refusedByFormat(sniffed, filters) ?? (size && refusedBySize(size, filters));
  }

  async #begin(): Promise<void> {
    const { sniffed } = this.#reader;
    if (typeof sniffed === 'string') throw this.#notAPicture();
    this.part = await this.#options.openPart(sniffed);
    for (const chunk of this.#held) await this.part.write(chunk);
    this.#held = [];
  }

  #notAPicture(): AttemptError {
    const { status, type = 'no Content-Type' } = this.#options.sentAs;
    const message = `the bytes are not a picture (sent as ${type})`;
    return new AttemptError('not_a_picture', message, { status });
  }
}

function hashOf(chunks: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
