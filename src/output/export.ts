/** Rows of a crawl as text, in pieces: the whole is never in memory. */
import { stringify } from 'csv-stringify/sync';
import type { DuplicateRow, FailureRow, ManifestRow, SkippedRow } from '../model.ts';

export type ExportFormat = 'jsonl' | 'json' | 'csv';

/** Rows to a piece. */
const BATCH = 200;

/**
 * Rows in a file format, with the given columns in the given order. Where a row lacks one: null in JSON, nothing in
 * CSV. Addresses are without user name and password.
 *
 * CSV: a header always, fields quoted as RFC 4180 §2 says, lines ended by LF alone; nested values as JSON. Text that a
 * spreadsheet would run as a formula gets a `'` before it.
 *
 * @throws whatever `rows` throws
 */
export async function* exportRows(
  rows: AsyncIterable<object>,
  format: ExportFormat,
  columns: readonly string[],
): AsyncGenerator<string, void, undefined> {
  const writer = WRITERS[format](columns);
  yield writer.open;
  let first = true;
  for await (const batch of batches(rows)) {
    yield writer.rows(batch, first);
    first = false;
  }
  yield writer.close;
}

interface Writer {
  open: string;
  rows(batch: readonly object[], first: boolean): string;
  close: string;
}

const WRITERS: Record<ExportFormat, (columns: readonly string[]) => Writer> = {
  jsonl: (columns) => ({
    open: '',
    rows: (batch) => batch.map((row) => `${JSON.stringify(picked(row, columns))}\n`).join(''),
    close: '',
  }),

  json: (columns) => ({
    open: '[',
    rows: (batch, first) =>
      (first ? '\n' : ',\n') +
      batch.map((row) => `  ${JSON.stringify(picked(row, columns))}`).join(',\n'),
    close: '\n]\n',
  }),

  csv: (columns) => ({
    open: csvLines([columns]),
    rows: (batch) => csvLines(batch.map((row) => Object.values(picked(row, columns)))),
    close: '',
  }),
};

function csvLines(lines: readonly (readonly unknown[])[]): string {
  return stringify(
    lines.map((line) => [...line]),
    {
      record_delimiter: '\n',
      quote_record_delimiter: true,
      escape_formulas: true,
      cast: { boolean: String, object: (value) => JSON.stringify(value) },
    },
  );
}

/** Columns that hold the address of a page or picture. */
const ADDRESSES: ReadonlySet<string> = new Set(['url', 'final_url', 'page_url', 'duplicate_of']);

function picked(row: object, columns: readonly string[]): Record<string, unknown> {
  const values = new Map<string, unknown>(Object.entries(row));
  const valueOf = (column: string): unknown => {
    const value = values.get(column) ?? null;
    return ADDRESSES.has(column) && typeof value === 'string' ? withoutUserInfo(value) : value;
  };
  return Object.fromEntries(columns.map((column) => [column, valueOf(column)]));
}

/** What is shown or exported is shared: user name and password of an address stay in the crawl's own storage. */
export function withoutUserInfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

async function* batches(rows: AsyncIterable<object>): AsyncGenerator<object[]> {
  let batch: object[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Each key of a row type, once: one that is missing or unknown does not compile. */
function columnsOf<Row>(columns: Record<Extract<keyof Row, string>, true>): readonly string[] {
  return Object.keys(columns);
}

export const MANIFEST_COLUMNS = columnsOf<ManifestRow>({
  url: true,
  final_url: true,
  page_url: true,
  file_name: true,
  sha256: true,
  bytes: true,
  width: true,
  height: true,
  media_type: true,
  alt: true,
  fetched_at: true,
  etag: true,
  last_modified: true,
  rendition: true,
});

export const FAILURE_COLUMNS = columnsOf<FailureRow>({
  url: true,
  page_url: true,
  kind: true,
  code: true,
  http_status: true,
  message: true,
  attempts: true,
  errors: true,
  first_failed_at: true,
  last_failed_at: true,
});

export const SKIPPED_COLUMNS = columnsOf<SkippedRow>({
  url: true,
  page_url: true,
  kind: true,
  rule: true,
});

export const DUPLICATE_COLUMNS = columnsOf<DuplicateRow>({
  url: true,
  page_url: true,
  sha256: true,
  bytes: true,
  duplicate_of: true,
  file_name: true,
});
