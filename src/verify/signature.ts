/** Formats that fixed bytes at the head of a file give away. */
import type { FormatReader, PictureFormat, PictureKind } from './types.ts';

/** `?` in a pattern stands for any byte; every other character for itself (Latin-1). */
export function matches(head: Uint8Array, pattern: string): 'yes' | 'no' | 'more' {
  for (let at = 0; at < pattern.length; at++) {
    if (at >= head.length) return 'more';
    if (pattern[at] !== '?' && pattern.charCodeAt(at) !== head[at]) return 'no';
  }
  return 'yes';
}

/** The first certain answer over several patterns; `more` while one of them may still match. */
function matchesAny(head: Uint8Array, patterns: readonly string[]): 'yes' | 'no' | 'more' {
  const answers = patterns.map((pattern) => matches(head, pattern));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('more') ? 'more' : 'no';
}

export interface SignedFormat {
  format: PictureFormat;
  patterns: readonly string[];
  /** As in `PictureKind`. */
  last: string;
  open: () => FormatReader;
}

/** A format that is told by its signature alone. */
export function signedKind({ format, patterns, last, open }: SignedFormat): PictureKind {
  return {
    sniff(head) {
      const answer = matchesAny(head, patterns);
      return answer === 'yes' ? format : answer;
    },
    last,
    open,
  };
}
