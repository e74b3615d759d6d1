import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DUPLICATE_COLUMNS,
  exportRows,
  FAILURE_COLUMNS,
  MANIFEST_COLUMNS,
  SKIPPED_COLUMNS,
} from '../../src/output/index.ts';
import type { ExportFormat } from '../../src/output/index.ts';

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what exports take
async function* stream<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function exported(
  rows: readonly object[],
  format: ExportFormat,
  columns: readonly string[],
): Promise<string> {
  return joined(exportRows(stream(rows), format, columns));
}

/** RFC 4180 §2, with LF between records as well. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/gy;
  let record: string[] = [];
  let end = 0;
  for (const match of text.matchAll(field)) {
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') {
      records.push(record);
      record = [];
    }
    end = match.index + match[0].length;
  }
  expect(end).toBe(text.length);
  return records;
}

describe('an address', () => {
  const row = {
    url: 'https://me:hunter2@example.org/a.png?x=a@b',
    final_url: 'http://example.org/a@b.png',
    page_url: 'HTTP://hunter2@[::1]:8080/',
    duplicate_of: 'https://me:hunter2@example.org/#hunter',
    file_name: 'http://me:name@is/no/address.png',
  };
  const columns = Object.keys(row);

  it.each(['jsonl', 'json', 'csv'] as const)(
    'is without user name and password in %s',
    async (format) => {
      const text = await exported([row], format, columns);
      expect(text).not.toContain('hunter2');
      expect(text).toContain('https://example.org/a.png?x=a@b');
      expect(text).toContain('HTTP://[::1]:8080/');
      expect(text).toContain('http://example.org/a@b.png');
      expect(text).toContain('http://me:name@is/no/address.png');
    },
  );
});

describe('csv', () => {
  it('has a header even without rows', async () => {
    expect(await exported([], 'csv', SKIPPED_COLUMNS)).toBe('url,page_url,kind,rule\n');
  });

  it('quotes, leaves null empty, writes nested values as JSON', async () => {
    const rows = [
      { b: 'x,"y"\r\nz', a: 1 },
      { a: null, b: [{ code: 'dns' }] },
      { a: true },
      { a: -5, b: 'é\r' },
    ];
    expect(await exported(rows, 'csv', ['a', 'b'])).toBe(
      'a,b\n1,"x,""y""\r\nz"\n,"[{""code"":""dns""}]"\ntrue,\n-5,"é\r"\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=cmd|" /C calc"!A0'])(
    'defuses the formula %j',
    async (alt) => {
      const records = parseCsv(await exported([{ alt }], 'csv', ['alt']));
      expect(records).toEqual([['alt'], [`'${alt}`]]);
    },
  );

  it('comes back as it went in', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', ',', '\n', '\r', '\r\n', '""', ' ', '"a,b"'),
    );
    const formula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ one: text, two: text, n: fc.integer() }), { maxLength: 8 }),
        async (rows) => {
          const [header, ...records] = parseCsv(await exported(rows, 'csv', ['one', 'n', 'two']));
          expect(header).toEqual(['one', 'n', 'two']);
          const defused = (value: string): string => (formula.test(value) ? `'${value}` : value);
          expect(records).toEqual(
            rows.map((row) => [defused(row.one), String(row.n), defused(row.two)]),
          );
        },
      ),
    );
  });
});

describe('json and jsonl', () => {
  const rows = [{ a: '\u2028"', b: [1], more: 'left out' }, { b: null }];

  it('are valid even without rows', async () => {
    expect(JSON.parse(await exported([], 'json', ['a']))).toEqual([]);
    expect(await exported([], 'jsonl', ['a'])).toBe('');
  });

  it('hold the columns, in order', async () => {
    const expected = [
      { a: '\u2028"', b: [1] },
      { a: null, b: null },
    ];
    const json = await exported(rows, 'json', ['a', 'b']);
    expect(JSON.parse(json)).toEqual(expected);
    const lines = (await exported(rows, 'jsonl', ['a', 'b'])).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(expected);
    expect(lines[1]).toBe('{"a":null,"b":null}');
  });
});

describe('streaming', () => {
  it.each(['csv', 'json', 'jsonl'] as const)(
    'reads no further than it has to for %s',
    async (format) => {
      let read = 0;
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what exports take
      async function* endless(): AsyncGenerator<object> {
        for (;;) yield { n: read++ };
      }
      let text = '';
      for await (const piece of exportRows(endless(), format, ['n'])) {
        text += piece;
        if (text.includes('999')) break;
      }
      expect(read).toBeLessThan(1_500);
    },
  );

  it('holds every row once across pieces', async () => {
    const rows = Array.from({ length: 1_234 }, (_, n) => ({ n }));
    expect(JSON.parse(await exported(rows, 'json', ['n']))).toEqual(rows);
    expect(await exported(rows, 'csv', ['n'])).toBe(
      ['n', ...rows.map(({ n }) => n), ''].join('\n'),
    );
  });

  it('passes on what the rows throw', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what exports take
    async function* broken(): AsyncGenerator<object> {
      yield { n: 1 };
      throw new Error('the store is gone');
    }
    await expect(joined(exportRows(broken(), 'csv', ['n']))).rejects.toThrow('the store is gone');
  });
});

describe('columns', () => {
  it('stand in the documented order', () => {
    expect(MANIFEST_COLUMNS.join()).toBe(
      'url,final_url,page_url,file_name,sha256,bytes,width,height,media_type,alt,fetched_at,etag,last_modified,rendition',
    );
    expect(FAILURE_COLUMNS.join()).toBe(
      'url,page_url,kind,code,http_status,message,attempts,errors,first_failed_at,last_failed_at',
    );
    expect(DUPLICATE_COLUMNS.join()).toBe('url,page_url,sha256,bytes,duplicate_of,file_name');
  });
});
