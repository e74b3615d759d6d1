/** `pixhaul [crawl] URL…` and `pixhaul retry`: both run a crawl and tell of it. */
import { createCrawl, redactUrl, type CrawlResult, type RunOptions } from '../../crawl.ts';
import { openLog, type LogLevel } from '../../log.ts';
import { countEvents } from '../../progress/index.ts';
import {
  createTerminal,
  plainText,
  showProgress,
  summaryLines,
  type Terminal,
} from '../../ui/index.ts';
import { EXIT } from '../exit-codes.ts';
import { stopOnSignals } from '../signals.ts';

export interface OutputFlags {
  logFile?: string;
  verbose?: number;
  quiet?: boolean;
}

/** Runs a crawl with everything a person sees of it; returns the exit code. */
export async function runAndShow(
  options: Parameters<typeof createCrawl>[0],
  flags: OutputFlags,
  run: RunOptions = {},
): Promise<number> {
  const quiet = flags.quiet === true;
  const terminal = createTerminal(process.stderr);
  const say = (line: string) => terminal.line(plainText(line));
  const { log, close } = openLog({ file: flags.logFile, people: say, level: levelOf(flags) });
  try {
    const crawl = createCrawl(options, { log, environment: process.env });
    const counters = watch(crawl, log);
    crawl.on('warning', ({ message }) => {
      if (!quiet) say(`warning: ${message}`);
    });
    crawl.on('started', ({ name, resumed, destination }) => {
      if (!quiet)
        say(`${resumed ? 'resuming' : 'beginning'} crawl "${name}", saving to ${destination}`);
    });
    const stopListening = stopOnSignals(crawl, say);
    // A second Ctrl-C ends the process at once: what it leaves on the terminal is no live line.
    const leave = () => terminal.clear();
    process.once('exit', leave);
    const stopShowing = quiet ? () => undefined : showProgress(counters, terminal);
    try {
      const result = await crawl.run(run);
      stopShowing();
      if (!quiet) tell(result, crawl.config.storage, counters, terminal);
      return exitCodeOf(result);
    } finally {
      stopShowing();
      stopListening();
      process.off('exit', leave);
    }
  } finally {
    close();
  }
}

function watch(crawl: ReturnType<typeof createCrawl>, log: ReturnType<typeof openLog>['log']) {
  crawl.on('saved', ({ url, record }) =>
    log.info({ url: redactUrl(url), file: record.fileName, bytes: record.bytes }, 'saved'),
  );
  crawl.on('duplicate', ({ url, of }) => log.info({ url: redactUrl(url), of }, 'duplicate'));
  crawl.on('crawled', ({ url, newImages, newPages }) =>
    log.info({ url: redactUrl(url), newImages, newPages }, 'read page'),
  );
  crawl.on('skipped', ({ url, rule }) => log.info({ url: redactUrl(url), rule }, 'skipped'));
  crawl.on('retrying', ({ url, attempt, notBefore, askedUrl }) =>
    log.info(
      {
        url: redactUrl(url),
        code: attempt.code,
        reason: attempt.message,
        ...(askedUrl === undefined
          ? { retryInMs: notBefore - Date.now() }
          : { instead: redactUrl(askedUrl) }),
      },
      askedUrl === undefined ? 'will try again' : 'will try another rendition',
    ),
  );
  crawl.on('failed', ({ url, attempt, tries }) =>
    log.warn({ url: redactUrl(url), code: attempt.code, reason: attempt.message, tries }, 'failed'),
  );
  return countEvents(crawl);
}

function tell(
  { name, reason, counts, failures, skips, nextBest, suspects, durationMs }: CrawlResult,
  storage: string,
  counters: ReturnType<typeof countEvents>,
  terminal: Terminal,
): void {
  const figures = { counts, counters, failures, skips, nextBest, suspects, durationMs };
  for (const line of summaryLines(figures)) terminal.line(line);
  const which = `--name ${name}${storage === 'storage' ? '' : ` --storage ${storage}`}`;
  if (reason === 'interrupted')
    terminal.line(`interrupted; resume with the same command, or: pixhaul ${which}`);
  if (failures.length > 0)
    terminal.line(
      `see them with: pixhaul export failures ${which}; try them again with: pixhaul retry ${which}`,
    );
}

function exitCodeOf({ reason, counts }: CrawlResult): number {
  if (reason === 'interrupted') return EXIT.interrupted;
  if (reason === 'limit') return EXIT.limit;
  return counts.image.failed + counts.gallery.failed > 0 ? EXIT.failures : EXIT.ok;
}

function levelOf({ verbose = 0, quiet }: OutputFlags): LogLevel {
  if (quiet === true) return 'error';
  return verbose === 0 ? 'warn' : verbose === 1 ? 'info' : 'debug';
}
