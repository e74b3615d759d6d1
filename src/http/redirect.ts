/** Where an answer redirects to (RFC 9110 §15.4). */
import { AttemptError } from '../errors.ts';
import { redactUrl } from './redact.ts';

const REDIRECTS: ReadonlySet<number> = new Set([300, 301, 302, 303, 307, 308]);

/** Node reads headers as Latin-1; servers send UTF-8 paths unescaped. Bytes that are no UTF-8 stay as they are. */
function decodeLocation(location: string): string {
  const bytes = Buffer.from(location, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return location;
  }
}

/**
 * The absolute URL that an answer redirects to, or undefined when it does not redirect. Without its fragment.
 * @throws AttemptError `bad_redirect` for a Location that is no URL, or neither http nor https
 */
export function redirectTarget(
  status: number,
  location: string | undefined,
  base: URL,
): URL | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const text = decodeLocation(location);
  const target = URL.canParse(text, base.href) ? new URL(text, base) : undefined;
  if (target?.protocol === 'http:' || target?.protocol === 'https:') {
    target.hash = '';
    return target;
  }
  const where = redactUrl(target?.href ?? text).slice(0, 200);
  const problem = target === undefined ? 'is not a URL' : 'is neither http nor https';
  throw new AttemptError('bad_redirect', `The redirect to "${where}" ${problem}.`, { status });
}
