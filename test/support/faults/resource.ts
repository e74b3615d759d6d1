/**
 * One file that can be had in ranges (RFC 9110 §14), by a server that keeps the rules or breaks one of them; the first
 * answers may break off in the middle, as a file is only continued after that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { drained, type Answer, type Exchange } from '../site.ts';

/** What the server does with a request for a range. */
export type RangeHabit =
  /** 206 with exactly what was asked for when If-Range fits, else 200 with all of it. */
  | 'good'
  /** 200 with all of it, always. */
  | 'ignores'
  /** 206 that begins at the first byte. */
  | 'from-zero'
  /** 206 that begins later than asked. */
  | 'gap'
  /** 206 that begins earlier than asked. */
  | 'overlap'
  /** 206 that names another total. */
  | 'other-total'
  /** 206 with the right range, and another ETag: If-Range was not looked at. */
  | 'other-etag'
  /** 206 that ends before it begins. */
  | 'absurd'
  /** 206 with text for a Content-Range. */
  | 'garbage'
  /** 206 without a Content-Range. */
  | 'none'
  /** 206 with several parts (RFC 9110 §15.3.7.2). */
  | 'multipart'
  /** 206 with at most `PIECE_BYTES`, whole in itself; a server may do so (RFC 9110 §15.3.7). */
  | 'piecemeal'
  /** A refusal. */
  | 304
  | 404
  | 412
  | 416;

export interface Resource {
  bytes: Buffer;
  type?: string;
  etag?: string;
  /** Not more than 60 s old it is no strong validator: RFC 9110 §8.8.2.2. */
  lastModified?: string;
  habit?: RangeHabit;
  /** What is there from the second request on; default: the same. */
  later?: { bytes: Buffer; etag?: string };
  /** For each answer in turn, the bytes of its body after which it breaks off; those that come later do not. */
  breaks?: readonly (number | undefined)[];
  /** How it breaks off; default `reset`. */
  breaking?: 'reset' | 'stall' | 'end';
  /** Bytes a second; default: as fast as it goes. */
  rate?: number;
  /** Called when bytes of a body went to the connection. */
  onSent?: () => void;
}

interface File {
  bytes: Buffer;
  etag: string | undefined;
}

interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export function resource(options: Resource): Answer {
  let asked = 0;
  return async (exchange) => {
    const { later, breaks = [], habit = 'good' } = options;
    const turn = asked++;
    const file: File =
      turn > 0 && later !== undefined
        ? { bytes: later.bytes, etag: later.etag }
        : { bytes: options.bytes, etag: options.etag };
    const range = rangeOf(exchange, file.bytes.length);
    const reply =
      range === undefined ? whole(file) : replyTo(range, file, habit, exchange, options);
    await send(reply, exchange, options, breaks[turn]);
  };
}

/** The one form that a downloader sends: from a byte to the end. */
function rangeOf({ request }: Exchange, length: number): number | undefined {
  const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  return start === undefined || Number(start) >= length ? undefined : Number(start);
}

const tagOf = ({ etag }: File): Record<string, string> => (etag === undefined ? {} : { etag });

const whole = (file: File): Reply => ({ status: 200, headers: tagOf(file), body: file.bytes });

function replyTo(
  start: number,
  file: File,
  habit: RangeHabit,
  { request }: Exchange,
  { lastModified }: Resource,
): Reply {
  if (typeof habit === 'number')
    return { status: habit, headers: tagOf(file), body: Buffer.alloc(0) };
  const validators = [undefined, file.etag, lastModified];
  const ifRange = request.headers['if-range'];
  const fits = validators.some((validator) => validator === ifRange);
  if (habit === 'ignores' || (habit !== 'other-etag' && !fits)) return whole(file);
  const { headers, body } = partial(start, file.bytes, habit);
  return { status: 206, headers: { ...tagOf(file), ...headers }, body };
}

function partial(start: number, bytes: Buffer, habit: RangeHabit): Omit<Reply, 'status'> {
  const total = bytes.length;
  const from = (first: number, body = bytes.subarray(first), named = total) => ({
    headers: { 'content-range': `bytes ${first}-${first + body.length - 1}/${named}` },
    body,
  });
  switch (habit) {
    case 'from-zero':
      return from(0);
    case 'gap':
      return from(Math.min(start + 1_000, total - 1));
    case 'overlap':
      return from(Math.max(0, start - 1_000));
    case 'other-total':
      return from(start, bytes.subarray(start), total + 5);
    case 'other-etag':
      return { ...from(start), headers: { ...from(start).headers, etag: '"another"' } };
    case 'absurd':
      return { headers: { 'content-range': 'bytes 900-100/12' }, body: bytes.subarray(start) };
    case 'garbage':
      return { headers: { 'content-range': 'some of it' }, body: bytes.subarray(start) };
    case 'none':
      return { headers: {}, body: bytes.subarray(start) };
    case 'multipart':
      return inParts(start, bytes);
    case 'piecemeal':
      return from(start, bytes.subarray(start, start + PIECE_BYTES));
    default:
      return from(start);
  }
}

const PIECE_BYTES = 120_000;

function inParts(start: number, bytes: Buffer): Omit<Reply, 'status'> {
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  return {
    headers: { 'content-type': 'multipart/byteranges; boundary=cut' },
    body: Buffer.concat([
      Buffer.from(`--cut\r\ncontent-type: image/png\r\ncontent-range: ${range}\r\n\r\n`),
      bytes.subarray(start),
      Buffer.from('\r\n--cut--\r\n'),
    ]),
  };
}

/** A whole number of these a second is what a rate comes to. */
const STEPS_A_SECOND = 50;
const STEP_BYTES = 64 * 1024;
/** What was sent before is to arrive: a reset throws away what the other side has not read. */
const SETTLE_MS = 400;

async function send(
  { status, headers, body }: Reply,
  { response, logged }: Exchange,
  { type = 'image/png', lastModified, breaking, rate, onSent }: Resource,
  breakAt: number | undefined,
): Promise<void> {
  response.writeHead(status, {
    'content-type': type,
    'accept-ranges': 'bytes',
    ...(status === 304 ? {} : { 'content-length': String(body.length) }),
    ...(lastModified === undefined ? {} : { 'last-modified': lastModified }),
    ...headers,
  });
  const sent = body.subarray(0, breakAt);
  const step = rate === undefined ? STEP_BYTES : Math.ceil(rate / STEPS_A_SECOND);
  for (let at = 0; at < sent.length && !response.destroyed; at += step) {
    const piece = sent.subarray(at, at + step);
    logged.sent += piece.length;
    const room = response.write(piece);
    onSent?.();
    if (rate !== undefined) await sleep(1_000 / STEPS_A_SECOND);
    else if (!room) await drained(response);
  }
  if (breakAt === undefined || breakAt >= body.length) return void response.end();
  await sleep(SETTLE_MS);
  if (breaking === 'end') response.socket?.end();
  else if (breaking !== 'stall') response.socket?.resetAndDestroy();
}
