/** Which of our codes stands for what Node, got, undici and Crawlee throw. Tables only; see `attempt-error.ts`. */
import { maxHeaderSize } from 'node:http';
import type { AttemptCode } from '../errors.ts';

export interface Rule {
  code: AttemptCode;
  /** One sentence for a person. */
  says: string;
}

const DNS: Rule = { code: 'dns', says: 'The host name does not resolve' };
const REFUSED: Rule = { code: 'connect', says: 'The connection was refused' };
const UNREACHABLE: Rule = { code: 'connect', says: 'The host or network is unreachable' };
const CONNECT_TIMEOUT: Rule = { code: 'connect_timeout', says: 'No connection in time' };
const RESPONSE_TIMEOUT: Rule = { code: 'response_timeout', says: 'No response headers in time' };
const STALLED: Rule = { code: 'stalled', says: 'The body stopped arriving' };
const RESET: Rule = { code: 'reset', says: 'The connection broke before the answer was complete' };
const TRUNCATED: Rule = { code: 'truncated', says: 'The body ended early' };
const TLS: Rule = { code: 'tls', says: 'The TLS handshake or the certificate failed' };
const PROTOCOL: Rule = { code: 'protocol', says: 'The answer is malformed HTTP' };
const ENCODING: Rule = { code: 'protocol', says: 'The compressed body is damaged' };
const BAD_REDIRECT: Rule = {
  code: 'bad_redirect',
  says: 'A redirect leads to something that is no http or https URL',
};

const BY_CODE = new Map<string, Rule>([
  ['ENOTFOUND', DNS],
  ['ENODATA', DNS],
  ['ESERVFAIL', DNS],
  ['EREFUSED', DNS],
  ['ETIMEOUT', DNS],
  ['ECONNREFUSED', REFUSED],
  ['EHOSTUNREACH', UNREACHABLE],
  ['EHOSTDOWN', UNREACHABLE],
  ['ENETUNREACH', UNREACHABLE],
  ['ENETDOWN', UNREACHABLE],
  ['EADDRNOTAVAIL', UNREACHABLE],
  ['EACCES', { code: 'connect', says: 'This system forbids the connection' }],
  ['EPERM', { code: 'connect', says: 'This system forbids the connection' }],
  // Not the host's fault: its pacing must not suffer for it.
  ['EMFILE', { code: 'unexpected', says: 'This process has too many open files' }],
  ['ENFILE', { code: 'unexpected', says: 'This system has too many open files' }],
  // Without an `event` of got's: the kernel, or all addresses in turn, gave up connecting.
  ['ETIMEDOUT', CONNECT_TIMEOUT],
  ['ECONNRESET', RESET],
  ['ECONNABORTED', RESET],
  ['EPIPE', RESET],
  ['ENOTCONN', RESET],
  ['ERR_STREAM_PREMATURE_CLOSE', RESET],
  [
    'HPE_HEADER_OVERFLOW',
    { code: 'protocol', says: `The headers of the answer are larger than ${maxHeaderSize} bytes` },
  ],
  ['EPROTO', TLS],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', CONNECT_TIMEOUT],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', TLS],
  ['SELF_SIGNED_CERT_IN_CHAIN', TLS],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', TLS],
  ['HOSTNAME_MISMATCH', TLS],
  ['INVALID_CA', TLS],
  ['INVALID_PURPOSE', TLS],
  ['ERR_HTTP_CONTENT_LENGTH_MISMATCH', TRUNCATED],
  ['Z_BUF_ERROR', TRUNCATED],
  ['Z_DATA_ERROR', ENCODING],
  ['ERR_TOO_MANY_REDIRECTS', { code: 'too_many_redirects', says: 'Too many redirects' }],
  ['ERR_UNSUPPORTED_PROTOCOL', BAD_REDIRECT],
  ['ERR_INVALID_URL', BAD_REDIRECT],
  ['UND_ERR_CONNECT_TIMEOUT', CONNECT_TIMEOUT],
  ['UND_ERR_HEADERS_TIMEOUT', RESPONSE_TIMEOUT],
  ['UND_ERR_BODY_TIMEOUT', STALLED],
  ['UND_ERR_SOCKET', RESET],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', TRUNCATED],
  ['UND_ERR_HEADERS_OVERFLOW', PROTOCOL],
  ['UND_ERR_PRX_TLS', TLS],
]);

const BY_CODE_PATTERN: readonly [RegExp, Rule][] = [
  [/^EAI_/, DNS],
  [/^HPE_/, PROTOCOL],
  [/^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|CRL_)/, TLS],
  // Brotli's errors.
  [/^ERR_(?:BROTLI|_?ERROR_|PADDING|ALLOC)/, ENCODING],
];

/** Phases that got times (`TimeoutError.event`). */
const BY_GOT_EVENT = new Map<string, Rule>([
  ['lookup', { code: 'dns', says: 'The host name did not resolve in time' }],
  ['connect', CONNECT_TIMEOUT],
  ['secureConnect', { code: 'connect_timeout', says: 'No TLS connection in time' }],
  ['send', RESPONSE_TIMEOUT],
  ['response', RESPONSE_TIMEOUT],
  ['request', { code: 'transfer_timeout', says: 'The answer did not arrive whole in time' }],
  ['socket', STALLED],
  ['read', STALLED],
]);

const BY_MESSAGE: readonly [RegExp, Rule][] = [
  [/^(?:request|navigation) timed out/i, RESPONSE_TIMEOUT],
  [
    /served Content-Type .* but only .* are allowed/s,
    { code: 'not_html', says: 'The page is not HTML' },
  ],
  [
    /unsupported charset\/encoding/,
    { code: 'not_html', says: 'The page has an unknown text encoding' },
  ],
  [/^Unsupported protocol\b/i, BAD_REDIRECT],
  [/\bproxy responded with\b/i, { code: 'connect', says: 'The proxy refused the connection' }],
  [/^socket hang up$/, RESET],
];

/** Messages of Crawlee that carry a status: of its session pool, and of its page parser. */
const STATUS_IN_MESSAGE: readonly RegExp[] = [
  /\bRequest blocked - received (\d{3}) status code/,
  /^(\d{3}) - /,
];

export function ruleForCode(code: string): Rule | undefined {
  return BY_CODE.get(code) ?? BY_CODE_PATTERN.find(([pattern]) => pattern.test(code))?.[1];
}

export function ruleForGotEvent(event: string): Rule | undefined {
  return BY_GOT_EVENT.get(event);
}

export function ruleForMessage(message: string): Rule | undefined {
  return BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
}

export function statusInMessage(message: string): number | undefined {
  for (const pattern of STATUS_IN_MESSAGE) {
    const digits = pattern.exec(message)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return undefined;
}

export const TRUNCATED_RULE = TRUNCATED;
