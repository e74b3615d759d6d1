/** A fault: one URL at which a site does something wrong or unusual, and the state in which it must end. */
import { createHash } from 'node:crypto';
import type { AttemptCode, SkipRule } from '../../../src/index.ts';
import type { Answer } from '../site.ts';

/** The final state of one URL. What is left out is not looked at. */
export type Expected =
  /** A pattern stands for a name that chance has a part in. */
  | { state: 'saved'; sha256: string; fileName?: string | RegExp }
  /** One of several URLs with these bytes: one of them is saved, chance decides which, the others are duplicates. */
  | { state: 'shared'; sha256: string }
  | { state: 'failed'; code: AttemptCode; attempts?: number }
  | { state: 'skipped'; rule: SkipRule }
  | { state: 'crawled' };

/** How a request asked for its file: all of it, or from where a part ended, with the validator of that part. */
export type Asked = 'whole' | 'range';

export interface Fault {
  /** What is wrong, in a few words. */
  note: string;
  /** Path and query as the queue has them. No other fault has the same. */
  path: string;
  /** Without one the site answers 404. */
  answer?: Answer;
  expect: Expected;
  /** Paths of the same host that this one leads to, and that no page shows. */
  also?: Readonly<Record<string, Answer>>;
  /**
   * How the site's pages show it; default: an `img` whose `src` is the URL. Empty when another page leads to it.
   * `%` stands for the URL.
   */
  markup?: string;
  /** Every request that the site must have received for the path, in order; or how many. */
  asked?: readonly Asked[] | number;
  /** Served by a host of its own: trouble that would make the host of the others rest. */
  alone?: boolean;
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

type More = Pick<Fault, 'markup' | 'asked' | 'alone' | 'also'>;

export function saved(
  note: string,
  path: string,
  answer: Answer,
  bytes: Uint8Array,
  { fileName, ...more }: More & { fileName?: string | RegExp } = {},
): Fault {
  const name = fileName === undefined ? {} : { fileName };
  const expect = { state: 'saved' as const, sha256: sha256(bytes), ...name };
  return { note, path, answer, expect, ...more };
}

export function shared(
  note: string,
  path: string,
  answer: Answer,
  bytes: Uint8Array,
  more: More = {},
): Fault {
  return { note, path, answer, expect: { state: 'shared', sha256: sha256(bytes) }, ...more };
}

/** @param attempts default: the one that is no use to repeat */
export function failed(
  note: string,
  path: string,
  answer: Answer | undefined,
  code: AttemptCode,
  { attempts = 1, ...more }: More & { attempts?: number } = {},
): Fault {
  const expect = { state: 'failed' as const, code, attempts };
  return { note, path, ...(answer === undefined ? {} : { answer }), expect, ...more };
}

export function skipped(
  note: string,
  path: string,
  answer: Answer,
  rule: SkipRule,
  more: More = {},
): Fault {
  return { note, path, answer, expect: { state: 'skipped', rule }, ...more };
}

/** A page, to which a link leads. */
export function crawled(note: string, path: string, answer: Answer, more: More = {}): Fault {
  return { note, path, answer, expect: { state: 'crawled' }, markup: LINK, ...more };
}

/** Markup of a fault that is a page. */
export const LINK = '<a href="%">a page</a>';
/** Markup of a fault that another one leads to. */
export const ELSEWHERE = '';
