/**
 * Everything that can go wrong, by code. Codes are part of the public API: they stand in failure rows,
 * in `pixhaul retry --code`, in JSON output and in `docs/errors.md`, which documents each of them.
 */

/** What can end one attempt at a page or a picture. The value says whether trying again may help. */
export const ATTEMPT_CODES = {
  /** 404 or 410 (RFC 9110 §15.5.5, §15.5.11). */
  not_found: false,
  /** 403: the server refuses this visitor. The session is retired. */
  blocked: true,
  /** 429 (RFC 6585 §4). The session is retired. */
  rate_limited: true,
  /** Any other 4xx. */
  client_error: false,
  /** Any 5xx; 408 and 425, which ask for another try too. */
  server_error: true,
  /** A status that is no answer to a GET of a file: 1xx, 204, 205, 206 unasked, 3xx without Location. */
  unexpected_status: false,
  /** The host name does not resolve. */
  dns: true,
  /** The connection was refused, or the host or network is unreachable. */
  connect: true,
  /** No connection within the connect timeout. */
  connect_timeout: true,
  /** Connected, but no response headers within the response timeout. */
  response_timeout: true,
  /** The body stopped arriving for longer than the stall timeout. */
  stalled: true,
  /** Bytes kept arriving, but the whole took longer than the transfer timeout. */
  transfer_timeout: true,
  /** The connection broke before the answer was complete and no length was announced. */
  reset: true,
  /** Fewer bytes arrived than were announced, a chunked body had no end, or the picture ends before its own end. */
  truncated: true,
  /** The pixels cannot be decoded (`--verify decode`), or a part on disk was spoilt. */
  damaged: true,
  /** The TLS handshake or the certificate failed. */
  tls: false,
  /** Malformed HTTP. */
  protocol: true,
  /** More redirects than allowed, or a loop. */
  too_many_redirects: false,
  /** A redirect to something that is not http or https, or that is not a URL. */
  bad_redirect: false,
  /** The bytes are not a picture: an HTML page, JSON, text, or an unknown format. */
  not_a_picture: false,
  /** Another rendition of a picture that cannot be had, but a filter or robots.txt leaves it out. */
  rendition_refused: false,
  /** An answer of 200 without a single byte. */
  empty_body: true,
  /** A gallery page is not HTML. */
  not_html: false,
  /** 401 (RFC 9110 §15.5.2), or a page led to a form that asks for a password. */
  login_required: false,
  /** The host has an address that pages may not lead to: loopback, private, link-local, … */
  forbidden_address: false,
  /** The host's robots.txt cannot be had: nothing of it may be fetched until it answers (RFC 9309 §2.3.1.4). */
  robots_unavailable: true,
  /** The host failed for so long that its requests were given up without being sent. */
  host_unavailable: false,
  /** The body is larger than the limit. */
  too_large: false,
  /** The browser did not show the page (`--render`). */
  render_failed: true,
  /** A hook, an extractor, a recipe or a label's handler of the user's own threw. */
  hook_failed: false,
  /** The page waits for the handler of a label that this run does not have. */
  unknown_label: false,
  /** An exception that nothing above explains: a bug of pixhaul's. */
  unexpected: true,
} as const satisfies Record<string, boolean>;

/** What can end a command or a whole crawl. The value is the exit code of the command line. */
export const CRAWL_CODES = {
  /** An option, URL or template that cannot be used. */
  invalid_option: 2,
  /** The config file cannot be read or run, or holds what is no option. */
  invalid_config: 2,
  /** `--name` names no crawl in the storage, or there is none. */
  no_such_crawl: 2,
  /** Several crawls are in the storage and none was named. */
  ambiguous_crawl: 2,
  /** The destination cannot be created or written. */
  destination_unwritable: 2,
  /** The storage folder or state file cannot be created or written. */
  storage_unwritable: 2,
  /** The state file is not a SQLite file, or is damaged. */
  storage_corrupt: 2,
  /** Another live process runs this crawl. */
  storage_locked: 2,
  /** The state file was written by a newer pixhaul. */
  storage_newer: 2,
  /** The disk of the destination or of the storage is full. */
  disk_full: 3,
  /** This process no longer owns the crawl: another one took it over. */
  lease_lost: 1,
  /** The store was used after it was closed. */
  store_closed: 1,
} as const satisfies Record<string, number>;

export type AttemptCode = keyof typeof ATTEMPT_CODES;
export type CrawlCode = keyof typeof CRAWL_CODES;

/** Base class of every error that pixhaul throws on purpose. */
export abstract class PixhaulError extends Error {
  abstract readonly code: AttemptCode | CrawlCode;
}

/** One attempt at a request failed. */
export class AttemptError extends PixhaulError {
  override readonly name = 'AttemptError';
  readonly code: AttemptCode;
  /** The HTTP status, where one was received. */
  readonly status: number | undefined;
  /** What the server asked for in Retry-After (RFC 9110 §10.2.3), in milliseconds from now. */
  readonly retryAfterMs: number | undefined;
  /** The connection broke in the middle of the answer: what had come of it is no fault of the file's. */
  readonly brokeOff: boolean;
  /** The part that can be continued grew by so much that the tries begin anew. */
  readonly progressed: boolean;
  /** It happened at another host, to which the request's own redirected: of that one it tells that it answers. */
  readonly elsewhere: boolean;

  constructor(
    code: AttemptCode,
    message: string,
    details: {
      status?: number | undefined;
      retryAfterMs?: number | undefined;
      brokeOff?: boolean | undefined;
      progressed?: boolean | undefined;
      elsewhere?: boolean | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.brokeOff = details.brokeOff ?? false;
    this.progressed = details.progressed ?? false;
    this.elsewhere = details.elsewhere ?? false;
  }

  /** Whether trying again may help. */
  get retryable(): boolean {
    return ATTEMPT_CODES[this.code];
  }

  /** The same error, of an attempt that got further than those before. */
  withProgress(): AttemptError {
    return this.#with({ progressed: true });
  }

  /** The same error, of a host that the request's own redirected to. */
  atAnotherHost(): AttemptError {
    return this.#with({ elsewhere: true });
  }

  #with(more: { progressed?: true; elsewhere?: true }): AttemptError {
    const { code, message, status, retryAfterMs, brokeOff, progressed, elsewhere, cause } = this;
    const details = { status, retryAfterMs, brokeOff, progressed, elsewhere, cause };
    return new AttemptError(code, message, { ...details, ...more });
  }
}

/** A command or a whole crawl cannot go on. */
export class CrawlError extends PixhaulError {
  override readonly name = 'CrawlError';
  readonly code: CrawlCode;

  constructor(code: CrawlCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** The exit code that the command line ends with. */
  get exitCode(): number {
    return CRAWL_CODES[this.code];
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC`, …), looking through `cause`. */
export function systemCode(error: unknown): string | undefined {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if ('code' in e && typeof e.code === 'string') return e.code;
  }
  return undefined;
}
