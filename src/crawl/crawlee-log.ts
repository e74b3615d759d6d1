/** Crawlee's log, routed into pino. */
import { Log as CrawleeLog, Logger, LogLevel } from '@crawlee/core';
import { redactText } from '../http/index.ts';
import type { Log } from '../log.ts';

/** Crawlee reports each failed attempt; pixhaul records and reports them itself, so these are for debugging. */
const REPORTED_OTHERWISE = [
  'Reclaiming failed request',
  'Request failed and reached maximum retries',
  'Error analysis',
  // Crawlee's own state is kept in the crawl store, whose failures end the crawl with a reason.
  'Failed to persist the s',
];

class PinoLogger extends Logger {
  readonly #log: Log;

  constructor(log: Log) {
    super({ skipTime: true });
    this.#log = log.child({ component: 'crawlee' });
  }

  override _log(
    level: LogLevel,
    message: string,
    data?: unknown,
    exception?: unknown,
    { prefix }: { prefix?: string | null } = {},
  ): void {
    const details = {
      ...(data !== null && typeof data === 'object' ? { data: withoutSecrets(data) } : {}),
      ...(hasMessage(exception) ? { error: redactText(String(exception.message)) } : {}),
    };
    const text = redactText(message);
    this.#log[pinoLevel(level, message)](details, prefix ? `${prefix}: ${text}` : text);
  }
}

/** Crawlee logs requests with their URLs and keys as they are. */
function withoutSecrets(data: object): object {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? redactText(value) : value,
    ]),
  );
}

/** Crawlee hands over a shortened copy of the exception, which is no Error any more. */
function hasMessage(exception: unknown): exception is { message: unknown } {
  return typeof exception === 'object' && exception !== null && 'message' in exception;
}

function pinoLevel(level: LogLevel, message: string): 'error' | 'warn' | 'debug' {
  if (REPORTED_OTHERWISE.some((start) => message.startsWith(start))) return 'debug';
  if (level === LogLevel.ERROR) return 'error';
  // Crawlee's info is a developer's: its starts, stops and statistics.
  return level === LogLevel.WARNING || level === LogLevel.SOFT_FAIL ? 'warn' : 'debug';
}

/** A log of its own for one crawler: the log that an embedding program shares with Crawlee is left alone. */
export function crawleeLog(log: Log): CrawleeLog {
  return new CrawleeLog({ logger: new PinoLogger(log), level: LogLevel.DEBUG, prefix: null });
}
