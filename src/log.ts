/** Logging: pino underneath, JSON lines to a file, short lines for people. */
import { pino, type Logger } from 'pino';
import { CrawlError, messageOf } from './errors.ts';

export type Log = Logger;
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LogTargets {
  /** JSON lines are appended here, from `info` up (or lower, when `level` is lower). Folders are made. */
  file?: string | undefined;
  /** Receives one short line a message, without a newline, from `level` up. */
  people?: ((line: string) => void) | undefined;
  /** Default `warn`. */
  level?: LogLevel | undefined;
}

/** Keys whose values never reach a log, at the top and up to two levels below. */
const SECRET_KEYS = [
  ...['cookie', 'Cookie', 'cookies', 'set-cookie', 'Set-Cookie', 'cookieJar'],
  ...['authorization', 'Authorization', 'proxy-authorization', 'Proxy-Authorization'],
  ...['proxyUrl', 'password', 'token', 'secret'],
];
const redact = {
  paths: SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
  censor: '[redacted]',
};

/** A log that says nothing: the default of the library. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}

/**
 * Opens a log.
 * @throws CrawlError `invalid_option` when the file cannot be opened for appending.
 */
export function openLog(targets: LogTargets): { log: Log; close: () => void } {
  const peopleLevel = targets.level ?? 'warn';
  const streams: { level: LogLevel; stream: { write(line: string): void } }[] = [];
  const file = targets.file === undefined ? undefined : openLogFile(targets.file, targets.people);
  const fileLevel: LogLevel =
    peopleLevel === 'debug' || peopleLevel === 'trace' ? peopleLevel : 'info';
  if (file) streams.push({ level: fileLevel, stream: file });
  const { people } = targets;
  if (people && peopleLevel !== 'silent')
    streams.push({ level: peopleLevel, stream: { write: (line) => people(forPeople(line)) } });
  if (streams.length === 0) return { log: silentLog(), close: () => undefined };
  const level = streams.some((s) => s.level === fileLevel) ? fileLevel : peopleLevel;
  const log = pino({ level, redact, base: null }, pino.multistream(streams as pino.StreamEntry[]));
  return { log, close: () => file?.close() };
}

/** A log that cannot be written any more is told of once; it is no reason to end a crawl. */
function openLogFile(path: string, people: LogTargets['people']) {
  let broken = false;
  const attempt = (work: () => void): void => {
    // The stream would keep in memory what it cannot write, for as long as the crawl runs.
    if (broken) return;
    try {
      work();
    } catch (error) {
      broken = true;
      people?.(`warning: the log cannot be written to ${path}, and ends here: ${messageOf(error)}`);
    }
  };
  let file: ReturnType<typeof pino.destination>;
  try {
    file = pino.destination({ dest: path, append: true, sync: true });
  } catch (error) {
    const message = `--log-file: cannot write ${path}: ${messageOf(error)}`;
    throw new CrawlError('invalid_option', message, { cause: error });
  }
  file.on('error', (error: unknown) =>
    attempt(() => {
      throw error;
    }),
  );
  return {
    write: (line: string) => attempt(() => void file.write(line)),
    close: () => attempt(() => file.end()),
  };
}

const HIDDEN = new Set(['level', 'time', 'msg', 'component']);

/** One JSON log line as a line for people: `warning: message (key: value)`. */
function forPeople(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const label = pino.levels.labels[Number(entry['level'])] ?? 'info';
  const details = Object.entries(entry)
    .filter(([key]) => !HIDDEN.has(key))
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = typeof entry['msg'] === 'string' ? entry['msg'] : '';
  return `${label === 'warn' ? 'warning' : label}: ${text}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}
