/** The crawl's options as commander flags, made of the schema. */
import { Option, type Command } from 'commander';
// Not the room's index: that loads the schema, which only a crawl needs.
import { optionTable, type OptionRow, type OPTIONS } from '../config/option-table.ts';
import { addConfigFlags } from './config.ts';

/** Adds a flag for every option of the schema, or for those named; and those for the config file. */
export function addCrawlFlags(command: Command, only?: readonly string[]): Command {
  for (const row of optionTable()) {
    if (only !== undefined && !only.includes(row.key)) continue;
    // Its counterpart takes a stored `--no-…` back; and without one before it, commander would count the flag as given.
    const positive = /^--no-([\w-]+)$/.exec(row.flag)?.[1];
    if (positive !== undefined) command.addOption(new Option(`--${positive}`).hideHelp());
    command.addOption(flagOf(row));
  }
  return addConfigFlags(command);
}

/** Options that say what is done with pictures and with a whole crawl; the others say how a page is read. */
const NOT_OF_READING: ReadonlySet<string> = new Set<keyof typeof OPTIONS>([
  ...(['destination', 'filename', 'storage', 'name', 'concurrency', 'perHost'] as const),
  ...(['pageLimit', 'barrenLimit', 'maxDownloads', 'retryDelay', 'transferTimeout'] as const),
  ...(['rate', 'limitRate', 'verify', 'filesizeMin', 'filesizeMax', 'minWidth'] as const),
  ...(['minHeight', 'maxAspectRatio', 'types', 'sitemap'] as const),
]);

function readingOptions(): string[] {
  return optionTable()
    .map(({ key }) => key)
    .filter((key) => !NOT_OF_READING.has(key));
}

/** Adds the flags that say how a page is read, and what of it is saved and followed. */
export function addReadingFlags(command: Command): Command {
  return addCrawlFlags(command, readingOptions());
}

/** The part of parsed flags that those are. */
export function readingOptionsOf(flags: Record<string, unknown>): Record<string, unknown> {
  const keys = new Set(readingOptions());
  return Object.fromEntries(Object.entries(crawlOptionsOf(flags)).filter(([key]) => keys.has(key)));
}

/** Flags have no commander defaults: the schema fills them in, and a stored option is only overridden by a given one. */
function flagOf(row: OptionRow): Option {
  const notes = [
    ...(row.defaultText === '' ? [] : [`default: ${row.defaultText}`]),
    ...(row.env === undefined ? [] : [`env: ${row.env}`]),
  ];
  const description =
    notes.length > 0 ? `${row.description} (${notes.join('; ')})` : row.description;
  const option = new Option(row.flag, description);
  if (row.repeatable)
    option.argParser((value: string, earlier: string[] | undefined) => [...(earlier ?? []), value]);
  return option;
}

/** The part of parsed flags that belongs to the crawl's schema. */
export function crawlOptionsOf(flags: Record<string, unknown>): Record<string, unknown> {
  const keys = new Set(optionTable().map((row) => row.key));
  return Object.fromEntries(
    Object.entries(flags).filter(([key, value]) => keys.has(key) && value !== undefined),
  );
}

/** The storage folder: flag, environment, default. */
export function storageOf(flags: { storage?: string }): string {
  const fromEnvironment = process.env['CRAWLEE_STORAGE_DIR'];
  return flags.storage ?? (fromEnvironment === '' ? undefined : fromEnvironment) ?? 'storage';
}
