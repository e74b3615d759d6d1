/** A picture that cannot be had at the URL that was asked for: which other rendition of it is asked for next. Pure. */
import type { AttemptCode } from '../errors.ts';
import type { LeasedImage } from '../model.ts';

/**
 * What tells of the host, of the way to it or of this machine, and nothing of the file: the original may still be had
 * later, and the picture fails, so that `retry` asks for it again.
 */
const SAYS_NOTHING_OF_FILE: ReadonlySet<AttemptCode> = new Set<AttemptCode>([
  'dns',
  'connect',
  'connect_timeout',
  'tls',
  'rate_limited',
  'robots_unavailable',
  'host_unavailable',
  'unexpected',
]);

/** Undefined where none is left, or where the error is no reason to ask for another. */
export function nextRendition(
  { data: { others = [] }, askedUrl }: Pick<LeasedImage, 'data' | 'askedUrl'>,
  code: AttemptCode,
): { askedUrl: string; host: string } | undefined {
  if (SAYS_NOTHING_OF_FILE.has(code)) return undefined;
  // The first after the one that was asked for; of the original, which is none of them, the first of all.
  const next = others[askedUrl === undefined ? 0 : others.indexOf(askedUrl) + 1];
  if (next === undefined) return undefined;
  return { askedUrl: next, host: new URL(next).host };
}
