/** `pixhaul export manifest|failures|skipped|duplicates`. */
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CrawlError, messageOf, systemCode } from '../../errors.ts';
import {
  DUPLICATE_COLUMNS,
  exportRows,
  FAILURE_COLUMNS,
  MANIFEST_COLUMNS,
  SKIPPED_COLUMNS,
  type ExportFormat,
} from '../../output/index.ts';
import { openCrawlReader } from '../../store/catalog.ts';
import { storageOf } from '../options.ts';

const COLUMNS = {
  manifest: MANIFEST_COLUMNS,
  failures: FAILURE_COLUMNS,
  skipped: SKIPPED_COLUMNS,
  duplicates: DUPLICATE_COLUMNS,
} as const;

export type ExportName = keyof typeof COLUMNS;
const FORMATS = ['jsonl', 'json', 'csv'] as const satisfies ExportFormat[];

interface ExportFlags {
  storage?: string;
  name?: string;
  format?: ExportFormat;
  output?: string;
}

export async function exportOutcomes(what: ExportName, flags: ExportFlags): Promise<void> {
  const { reader } = await openCrawlReader({
    storage: storageOf(flags),
    ...(flags.name === undefined ? {} : { name: flags.name }),
  });
  try {
    const rows = exportRows(reader[what](), flags.format ?? formatOf(flags.output), COLUMNS[what]);
    if (flags.output === undefined || flags.output === '-') await toStandardOutput(rows);
    else await toFile(rows, flags.output);
  } finally {
    await reader.close();
  }
}

/** The format that a file's name asks for; JSON lines by default. */
function formatOf(file: string | undefined): ExportFormat {
  const extension = extname(file ?? '')
    .slice(1)
    .toLowerCase();
  return FORMATS.find((format) => format === extension) ?? 'jsonl';
}

async function toStandardOutput(rows: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(rows), process.stdout, { end: false });
  } catch (error) {
    // `pixhaul export … | head`: the reader has had enough, which is no error.
    if (systemCode(error) !== 'EPIPE') throw error;
  }
}

/** Under its name a file is complete: written beside it first. A device or a pipe is written to as it is. */
async function toFile(rows: AsyncIterable<string>, file: string): Promise<void> {
  let part: string | undefined;
  try {
    const target = await realpath(file).catch(() => file);
    const there = await stat(target).catch(() => undefined);
    if (there && !there.isFile()) {
      await pipeline(Readable.from(rows), createWriteStream(target, { flags: 'r+' }));
      return;
    }
    part = `${target}.${process.pid}.part`;
    await pipeline(Readable.from(rows), createWriteStream(part, { flags: 'wx' }));
    await rename(part, target);
  } catch (error) {
    if (part !== undefined) await rm(part, { force: true });
    const full = systemCode(error) === 'ENOSPC';
    throw new CrawlError(
      full ? 'disk_full' : 'invalid_option',
      `--output: cannot write ${file}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
