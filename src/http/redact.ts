/** Takes secrets out of what a person reads: failure rows, logs and messages outlive the crawl and are shared. */

const HIDDEN = '***';

/** Parameter names whose value is a secret, or gives access for a while (signed URLs). */
const SECRET_NAME =
  /token|secret|sig(?:nature)?$|signature|passw|^pass$|^pwd$|auth|credential|session|sessid|^sid$|api[-_]?key|^key$|[-_]key$|jwt|hmac|policy|cookie/i;

/** Long enough and mixed enough to be a token rather than a name. */
const LOOKS_LIKE_TOKEN = /^(?=.*\d)(?=.*[a-z])[\w.~%+/=-]{32,}$/i;

/** Text longer than this is cut before it is searched: it may come from a server. */
const MAX_TEXT = 2_000;

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter;
  const name = parameter.slice(0, equals);
  const value = parameter.slice(equals + 1);
  const secret = value !== '' && (SECRET_NAME.test(name) || LOOKS_LIKE_TOKEN.test(value));
  return secret ? `${name}=${HIDDEN}` : parameter;
}

function redactParameters(text: string): string {
  return text
    .split('&')
    .map((parameter) => redactParameter(parameter))
    .join('&');
}

/** Parameters of a path segment (RFC 3986 §3.3), as in `/page;jsessionid=…`. */
function redactPathParameters(path: string): string {
  return path.replace(/;([^;/]*)/g, (_, parameter: string) => `;${redactParameter(parameter)}`);
}

/**
 * A URL without its user name and password, and with `***` for the values of parameters (in query, fragment and path)
 * that are, or look like, tokens. Everything else stays as it stood; text that is no URL is treated the same way.
 */
export function redactUrl(url: string): string {
  const [, base = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  // The user information ends at the last "@" of the authority (WHATWG URL, authority state); a backslash counts as a slash.
  const bare = base.replace(/^([a-z][a-z0-9+.-]*:)?([\\/]{2})[^\\/]*@/i, `$1$2${HIDDEN}@`);
  return (
    redactPathParameters(bare) +
    rest.replace(/[^?#]+/g, redactParameters).replace(/([\\/]{2})[^\\/?#&\s]*@/g, `$1${HIDDEN}@`)
  );
}

/** A text of unknown origin as one line of at most 300 characters, its URLs and credentials redacted. */
export function redactText(text: string): string {
  const line = text
    .slice(0, MAX_TEXT)
    .replace(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, redactUrl)
    .replace(
      /\b((?:set-)?cookie|(?:proxy-)?authorization|x-[a-z-]*(?:key|token))(["']?\s*[:=]\s*)[^\r\n]*/gi,
      `$1$2${HIDDEN}`,
    )
    // An address without its scheme, as a proxy is often written.
    .replace(/[^\s:/@"'<>]+:[^\s/@"'<>]+@(?=[\w[])/g, `${HIDDEN}@`)
    // A JSON Web Token begins with the base64 of `{"` (RFC 7519 §3.1).
    .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN)
    .replace(/\b(basic|bearer)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`);
  const oneLine = line.replace(/\s+/g, ' ').trim();
  return oneLine.length > 300 ? `${oneLine.slice(0, 299)}…` : oneLine;
}
