/** The commands and their flags. Handlers are loaded when they are called: `--help` waits for nothing. */
import { Argument, Command, Option } from 'commander';
import { ATTEMPT_CODES, CrawlError } from '../errors.ts';
import type { OutputFlags } from './commands/crawl.ts';
import type { ExportName } from './commands/export.ts';
import type { InspectFlags } from './commands/inspect.ts';
import { configOf, extensionsIn, withConfig, withValues } from './config.ts';
import { addCrawlFlags, crawlOptionsOf, readingOptionsOf, addReadingFlags } from './options.ts';
import { readStartList } from './start-list.ts';

const EXAMPLES = `Examples:
  pixhaul https://example.org/gallery/          save every picture of a site
  pixhaul -i pages.txt -d pictures              … of a list of pages, one URL a line
  pixhaul https://example.org/gallery/          the same command again resumes
  pixhaul status                                what is saved, failed and pending
  pixhaul export failures --format csv          what failed, and why
  pixhaul retry                                 try what failed once more
  pixhaul inspect https://example.org/gallery/  why a picture is missing
  pixhaul verify --repair                       check the files on disk, and fetch damaged ones again
`;

type Flags = Record<string, unknown> &
  OutputFlags & { storage?: string; name?: string; input?: string; config?: string | false };

/** Builds the program; `done` receives the exit code of the command that ran. */
export function createProgram(version: string, done: (exitCode: number) => void): Command {
  const program = new Command('pixhaul')
    .description(
      'Crawls gallery pages, finds every picture at its best resolution, and saves the files.',
    )
    .version(version, '-V, --version')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', HELP_END);
  withCrawl(program, done);
  withCrawl(
    program.command('crawl', { hidden: true }).description('the same as pixhaul URL…'),
    done,
  );

  output(
    addCrawlFlags(
      program.command('retry').description('put failed requests back and run the crawl'),
    ),
  )
    .addOption(
      new Option('--code <code>', 'only those that failed with this code').choices(
        Object.keys(ATTEMPT_CODES),
      ),
    )
    .option('--host <host>', 'only those of this host, with its port if it has one')
    .action(async (_flags: Flags, command: Command) => {
      const given = command.optsWithGlobals<Flags & { code?: string; host?: string }>();
      const config = await configOf(given);
      const flags = withValues(given, config);
      const { storedOptions } = await import('./commands/resume.ts');
      const { runAndShow } = await loadCrawl();
      const { code, host } = flags;
      const retry = {
        ...(code === undefined ? {} : { code }),
        ...(host === undefined ? {} : { host }),
      };
      const options = { ...(await storedOptions(flags)), ...(await extensionsIn(config)) };
      done(await runAndShow(options, flags, { retry }));
    });

  addReadingFlags(
    program
      .command('inspect')
      .description('what a crawl would make of each URL on a page, and why'),
  )
    .argument('<URL|FILE>', 'a page, or an HTML file that a browser saved')
    .option('--url <URL>', 'for a file: the address that it was saved from')
    .option('--json', 'as JSON')
    .action(async (page: string, _flags: Flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags & InspectFlags>();
      const config = await configOf(flags);
      await import('../config/index.ts');
      const { inspectAndShow } = await import('./commands/inspect.ts');
      const options = readingOptionsOf({ ...config, ...flags });
      const own = await extensionsIn(config);
      done(await inspectAndShow(page, { ...options, ...own }, flags));
    });

  which(program.command('status').description('counts of a crawl'))
    .option('--json', 'as JSON')
    .action(async (_flags: Flags, command: Command) => {
      const { showStatus } = await import('./commands/status.ts');
      await showStatus(await withConfig(command.optsWithGlobals()));
    });

  addCrawlFlags(program.command('list').description('the crawls in the storage'), ['storage'])
    .option('--json', 'as JSON')
    .action(async (_flags: Flags, command: Command) => {
      const { showList } = await import('./commands/status.ts');
      await showList(await withConfig(command.optsWithGlobals()));
    });

  addCrawlFlags(
    program
      .command('verify')
      .description('check every saved picture on disk: there, size, SHA-256, whole'),
    ['storage', 'name', 'destination'],
  )
    .option('--repair', 'set damaged files aside and put their URLs back in the queue')
    .option('--json', 'one JSON object a line for each damaged picture')
    .action(async (_flags: Flags, command: Command) => {
      const { verifyAndShow } = await import('./commands/verify.ts');
      done(await verifyAndShow(await withConfig(command.optsWithGlobals())));
    });

  which(program.command('export').description('rows of a crawl, to standard output or a file'))
    .addArgument(
      new Argument('<what>', 'which rows').choices([
        'manifest',
        'failures',
        'skipped',
        'duplicates',
      ]),
    )
    .addOption(
      new Option('--format <format>', 'default: by the name of --output, else jsonl').choices([
        'jsonl',
        'json',
        'csv',
      ]),
    )
    .option('--output <file>', 'write to a file')
    .action(async (what: ExportName, _flags: Flags, command: Command) => {
      const { exportOutcomes } = await import('./commands/export.ts');
      await exportOutcomes(what, await withConfig(command.optsWithGlobals()));
    });
  return program;
}

const HELP_END = `
Exit codes: 0 all saved; 1 unexpected error; 2 usage; 3 disk full; 8 finished with failures, or
verify found damage; 11 interrupted, resumable; 101 stopped by a limit you set.`;

function which(command: Command): Command {
  return addCrawlFlags(command, ['storage', 'name']);
}

function output(command: Command): Command {
  return command
    .option('--log-file <file>', 'append the log to a file, as JSON lines')
    .option(
      '-v, --verbose',
      'say more; twice for all',
      (_: string, earlier: number | undefined) => (earlier ?? 0) + 1,
    )
    .option('-q, --quiet', 'say nothing but errors');
}

function withCrawl(command: Command, done: (exitCode: number) => void): void {
  output(addCrawlFlags(command))
    .argument('[URL...]', 'pages to begin at')
    .option('-i, --input <file>', 'read start URLs from a file, one a line; - for standard input')
    .action(async (urls: string[], _flags: Flags, self: Command) => {
      const flags = self.optsWithGlobals<Flags>();
      const start = [
        ...urls,
        ...(flags.input === undefined ? [] : await readStartList(flags.input)),
      ];
      for (const word of start) refuseCommandWord(word, self);
      const options = await crawlOptions(start, flags);
      const { runAndShow } = await loadCrawl();
      done(await runAndShow(options, flags));
    });
}

/** In two steps: Node.js opens all files of one at a time, and where few may be open it would fail over them. */
async function loadCrawl() {
  await import('../config/index.ts');
  return import('./commands/crawl.ts');
}

/**
 * Without start URLs, `--name` goes on with a crawl that is there, with the options it was last run with; else those of
 * the config file begin one. What was given now goes before what the config file says.
 */
async function crawlOptions(start: string[], flags: Flags) {
  const config = await configOf(flags);
  const given = { ...config, ...crawlOptionsOf(flags), ...(start.length > 0 && { start }) };
  // `--sitemap` takes the address that follows it, which may have been meant to be where the crawl begins.
  if (start.length === 0 && flags.name === undefined && typeof flags['sitemap'] === 'string')
    return {
      ...given,
      start: [flags['sitemap']],
      sitemap: !/sitemap|\.(?:xml|gz|txt)$/i.test(flags['sitemap']),
    };
  if (start.length > 0 || (flags.name === undefined && hasStart(config))) return given;
  if (flags.name === undefined)
    throw new CrawlError(
      'invalid_option',
      'no start URL: name a page to begin at (pixhaul https://example.org/gallery/), a list of pages (-i FILE), or a crawl to go on with (--name)',
    );
  const { storedOptions } = await import('./commands/resume.ts');
  return { ...(await storedOptions(withValues(flags, config))), ...(await extensionsIn(config)) };
}

function hasStart({ start }: { start?: unknown }): boolean {
  return Array.isArray(start) && start.length > 0;
}

/** `pixhaul statsu` is a mistyped command, not a web address. */
function refuseCommandWord(word: string, self: Command): void {
  if (!/^[a-z]+$/i.test(word)) return;
  const program = self.parent ?? self;
  const names = program.commands.map((command) => command.name());
  throw new CrawlError(
    'invalid_option',
    `${JSON.stringify(word)} is neither a web address nor a command; commands are: ${names.join(', ')}`,
  );
}
