/** Continuing a file: what to ask for, and whether the answer really is the rest (RFC 9110 §13.1.5, §14). Pure. */
import type { IncomingHttpHeaders } from 'node:http';
import { contentCodings } from './decode.ts';

/** A part on disk, as a range request sees it. */
export interface HeldPart {
  /** Bytes that are there already; at least 1. */
  bytes: number;
  /** Strong validator of the file that they are of: an entity tag in its quotes, or an HTTP date. */
  validator: string;
  /** Bytes of the whole file, where it was told. */
  total?: number;
}

/**
 * What an answer to a range request is: the rest of the same file; the whole file, from its first byte; or neither
 * (`useless`), so that the part has to go. `refused`: the status says nothing about the part.
 */
export type RangeAnswer = { is: 'rest'; total: number } | { is: 'whole' | 'useless' | 'refused' };

/** Beyond it Last-Modified counts as strong: RFC 9110 §8.8.2.2 asks for one second, RFC 7232 asked for sixty. */
const STRONG_AGE_MS = 60_000;

/** Statuses that say that the part, its range or its validator is of no use any more. */
const USELESS: ReadonlySet<number> = new Set([304, 412, 416]);

/** Range: the rest of the file. If-Range: only while it is the same file, else all of it. */
export function rangeHeaders({ bytes, validator }: HeldPart): Record<string, string> {
  return { range: `bytes=${bytes}-`, 'if-range': validator };
}

/**
 * By what a download that breaks off can be continued; undefined when it cannot be: no strong validator, a server that
 * says it has no ranges, or a content coding, whose bytes are not those on disk.
 */
export function resumeValidator(headers: IncomingHttpHeaders): string | undefined {
  if (/(^|[\s,])none([\s,]|$)/i.test(headers['accept-ranges'] ?? '')) return undefined;
  if (isCoded(headers)) return undefined;
  return strongTag(headers.etag) ?? strongDate(headers);
}

/** A strong entity tag (RFC 9110 §8.8.3); a weak one may stay the same for other bytes. */
function strongTag(etag: string | undefined): string | undefined {
  return /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag ?? '') ? etag : undefined;
}

function strongDate({ date, 'last-modified': modified }: IncomingHttpHeaders): string | undefined {
  const [sent, changed] = [Date.parse(date ?? ''), Date.parse(modified ?? '')];
  return sent - changed >= STRONG_AGE_MS ? modified : undefined;
}

function isCoded(headers: IncomingHttpHeaders): boolean {
  try {
    return contentCodings(headers['content-encoding']).length > 0;
  } catch {
    // A coding that nobody knows is a coding all the same.
    return true;
  }
}

export function rangeAnswer(
  status: number,
  headers: IncomingHttpHeaders,
  held: HeldPart,
): RangeAnswer {
  if (status === 200) return { is: 'whole' };
  if (USELESS.has(status)) return { is: 'useless' };
  if (status !== 206) return { is: 'refused' };
  const range = parseContentRange(headers['content-range']);
  const fits =
    range !== undefined &&
    range.first === held.bytes &&
    (held.total === undefined || range.total === held.total) &&
    lengthFits(headers, range) &&
    sameFile(headers, held.validator) &&
    !isCoded(headers);
  return fits ? { is: 'rest', total: range.total } : { is: 'useless' };
}

export interface ContentRange {
  first: number;
  last: number;
  total: number;
}

/** `bytes 200-999/1000` (RFC 9110 §14.4). Undefined for any other form, an unknown total, and what cannot be. */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const match = /^bytes[ \t]+(\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(value?.trim() ?? '');
  if (match === null) return undefined;
  const [first, last, total] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return first <= last && last < total ? { first, last, total } : undefined;
}

function lengthFits(
  { 'content-length': length }: IncomingHttpHeaders,
  range: ContentRange,
): boolean {
  return length === undefined || Number(length) === range.last - range.first + 1;
}

/** A 206 names the validator of the file that it is of (RFC 9110 §15.3.7); one without is trusted to If-Range. */
function sameFile(
  { etag, 'last-modified': modified }: IncomingHttpHeaders,
  validator: string,
): boolean {
  if (validator.startsWith('"')) return etag === undefined || etag === validator;
  return modified === undefined || modified === validator;
}
