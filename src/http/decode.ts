/** Undoes a content coding (RFC 9110 §8.4) that a server applied although it was asked not to. */
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { AttemptError } from '../errors.ts';
import { redactText } from './redact.ts';
import { toAttemptError } from './attempt-error.ts';

type Coding = 'gzip' | 'deflate' | 'br';

/** RFC 9110 §8.4.1: names are case-insensitive; `x-gzip` equals `gzip`. */
const CODINGS = new Map<string, Coding>([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
]);

/** Codings on top of each other; more is an attack. */
const MAX_CODINGS = 3;

/** A body may always expand to this size. */
const FREE_EXPANSION_BYTES = 16 * 1024 * 1024;
/** Beyond it, every byte sent may become at most so many. */
const MAX_EXPANSION_RATIO = 100;

/**
 * The codings of a Content-Encoding header, in the order in which they were applied.
 * @throws AttemptError `protocol` for a coding that cannot be undone
 */
export function contentCodings(header: string | undefined): Coding[] {
  const names = (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > MAX_CODINGS) {
    throw new AttemptError('protocol', `The body has ${names.length} content codings.`);
  }
  return names.map((name) => {
    const coding = CODINGS.get(name);
    if (coding !== undefined) return coding;
    const shown = redactText(name).slice(0, 40);
    throw new AttemptError('protocol', `The body has the unknown content coding "${shown}".`);
  });
}

/**
 * The bytes before the codings were applied. Iterating throws what `source` throws, AttemptError `protocol` for
 * damaged and `truncated` for cut data, and `too_large` for data that expands beyond both `FREE_EXPANSION_BYTES`
 * (16 MiB) and `MAX_EXPANSION_RATIO` (100) times its size.
 */
export function decoded(
  source: AsyncIterable<Uint8Array>,
  codings: readonly Coding[],
): AsyncIterable<Uint8Array> {
  if (codings.length === 0) return source;
  const meter = { sent: 0 };
  const body = codings.reduceRight<AsyncIterable<Uint8Array>>(undo, metered(source, meter));
  return bounded(body, meter);
}

async function* metered(source: AsyncIterable<Uint8Array>, meter: { sent: number }) {
  for await (const chunk of source) {
    meter.sent += chunk.byteLength;
    yield chunk;
  }
}

async function* bounded(source: AsyncIterable<Uint8Array>, meter: { sent: number }) {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > FREE_EXPANSION_BYTES && bytes > MAX_EXPANSION_RATIO * meter.sent) {
      const message = `The compressed body expands more than ${MAX_EXPANSION_RATIO}-fold.`;
      throw new AttemptError('too_large', message);
    }
    yield chunk;
  }
}

async function* undo(
  source: AsyncIterable<Uint8Array>,
  coding: Coding,
): AsyncGenerator<Uint8Array> {
  const input = source[Symbol.asyncIterator]();
  let failure: { error: unknown } | undefined;
  try {
    const first = await firstBytes(input);
    if (first === undefined) return;
    const decoder = decoderFor(coding, first[0] ?? 0);
    const remember = (error: unknown): void => {
      failure = { error };
    };
    // Errors of either side end the iteration below; the callback keeps them from being thrown twice.
    pipeline(
      Readable.from(rest(first, input, remember), { objectMode: false }),
      decoder,
      () => undefined,
    );
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    // What the source threw, not what became of it on its way through the stream.
    if (failure !== undefined) throw failure.error;
    throw toAttemptError(error);
  } finally {
    await input.return?.();
  }
}

async function firstBytes(input: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (let step = await input.next(); step.done !== true; step = await input.next()) {
    if (step.value.byteLength > 0) return step.value;
  }
  return undefined;
}

async function* rest(
  first: Uint8Array,
  input: AsyncIterator<Uint8Array>,
  remember: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  yield first;
  try {
    for (let step = await input.next(); step.done !== true; step = await input.next())
      yield step.value;
  } catch (error) {
    remember(error);
    throw error;
  }
}

function decoderFor(coding: Coding, firstByte: number): Transform {
  if (coding === 'gzip') return createGunzip();
  if (coding === 'br') return createBrotliDecompress();
  // "deflate" is the zlib format (RFC 9110 §8.4.1.2), but some servers send the bare one; CM 8 tells (RFC 1950 §2.2).
  return (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw();
}
