import fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionTable, parseOptions } from '../../src/config/index.ts';
import { OPTIONS } from '../../src/config/option-table.ts';
import { crawlOptionsSchema } from '../../src/config/schema.ts';
import { parseDuration } from '../../src/config/durations.ts';

const refusal = (options: object) => {
  try {
    parseOptions(options);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

test('defaults are filled in and start URLs completed', () => {
  const config = parseOptions({ start: ['example.org/a#b'] });
  expect(config).toMatchObject({
    start: ['https://example.org/a'],
    perHost: 8,
    destination: 'pictures',
    stallTimeout: 30_000,
  });
});

test('address ranges may be listed with commas', () => {
  const allowPrivate = ['10.0.0.0/8, 127.0.0.1', 'fd00::/8'];
  const ranges = ['10.0.0.0/8', '127.0.0.1/32', 'fd00::/8'];
  expect(parseOptions({ allowPrivate })).toMatchObject({ allowPrivate: ranges });
  expect(refusal({ allowPrivate: ['10.0.0.0/8,here'] })).toContain(
    '"here" is not an address range',
  );
  expect(refusal({ allowPrivate: ['10.0.0.0/8,'] })).toContain('"" is not an address range');
});

test('an environment variable fills in an option that is not given', () => {
  const environment = { CRAWLEE_STORAGE_DIR: '/elsewhere' };
  expect(parseOptions({}, environment).storage).toBe('/elsewhere');
  expect(parseOptions({ storage: 'here' }, environment).storage).toBe('here');
});

test.each([
  [{ strat: [] }, 'did you mean start?'],
  [{ perhost: 3 }, 'did you mean perHost?'],
  [{ start: ['ftp://example.org/'] }, 'not a web address'],
  [{ start: ['not a url'] }, 'not a web address'],
  [{ concurrency: 'many' }, '--concurrency: "many" is not a whole number from 1 to 1000'],
  [{ depth: -1 }, '--depth'],
  [{ perHost: 1.5 }, '--per-host'],
  [{ name: '../escape' }, '--name'],
  [{ exclude: ['/(/'] }, '--exclude: "/(/" is not a regular expression'],
  [{ stallTimeout: 'soon' }, '--stall-timeout: "soon" is not a time'],
  [{ retryDelay: 0 }, '--retry-delay'],
])('%j is refused with a sentence', (options, part) => {
  expect(refusal(options)).toContain(part);
});

test.each([
  ['500ms', 500],
  ['30', 30_000],
  [1.5, 1500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['-1', undefined],
  ['1 week', undefined],
])('the time %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('any values are either refused with a sentence or accepted; nothing else is thrown', () => {
  const keys = optionTable().map((row) => row.key);
  fc.assert(
    fc.property(fc.constantFrom(...keys, 'start'), fc.jsonValue(), (key, value) => {
      expect(() => {
        try {
          parseOptions({ [key]: value });
        } catch (error) {
          expect(error).toHaveProperty('code', 'invalid_option');
        }
      }).not.toThrow();
    }),
  );
});

test('every flag is unique and described', () => {
  const flags = optionTable().map((row) => row.flag);
  expect(new Set(flags).size).toBe(flags.length);
  expect(optionTable().every((row) => row.description.length > 10)).toBe(true);
});

test('sizes that no picture can have both are refused', () => {
  expect(() => parseOptions({ filesizeMin: '5M', filesizeMax: '1M' })).toThrow(
    /--filesize-min \(5000000 bytes\) is larger than --filesize-max \(1000000 bytes\)/,
  );
  expect(parseOptions({ filesizeMin: '1M', filesizeMax: '1M' }).filesizeMax).toBe(1_000_000);
});

test('the schema knows every option of the table, in its order, and fills in its default', () => {
  expect(Object.keys(crawlOptionsSchema.shape)).toEqual([
    'start',
    ...optionTable().map(({ key }) => key),
  ]);
  const config: Record<string, unknown> = parseOptions({});
  for (const [key, entry] of Object.entries(OPTIONS)) {
    const filledIn = 'repeatable' in entry ? [] : 'default' in entry ? entry.default : undefined;
    expect(config[key], key).toEqual(filledIn);
  }
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ sitemap: 'no address' }, /--sitemap: "no address" is not the address of a sitemap/],
  [{ sitemap: 'https://me:secret@example.org/s.xml' }, /--sitemap: it holds a name or a password/],
  [{ scope: 'galaxy' }, /--scope: "galaxy" is not a reach; write auto, path, host or site/],
])('%j is refused, without secrets', (options, message) => {
  expect(() => parseOptions(options)).toThrow(message);
  expect(() => parseOptions(options)).not.toThrow(/secret/);
});

test('a sitemap is looked for, or is at an address', () => {
  expect(parseOptions({ sitemap: true }).sitemap).toBe(true);
  expect(parseOptions({ sitemap: 'example.org/s.xml' }).sitemap).toBe('https://example.org/s.xml');
});
