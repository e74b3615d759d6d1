import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeAnswer, rangeHeaders, resumeValidator } from '../../src/http/index.ts';
import { parseContentRange } from '../../src/http/ranges.ts';

const held = { bytes: 500, validator: '"v1"', total: 1000 };
const DATE = 'Wed, 01 Jul 2026 12:00:00 GMT';
const LONG_BEFORE = 'Wed, 01 Jul 2026 11:58:00 GMT';
const JUST_BEFORE = 'Wed, 01 Jul 2026 11:59:30 GMT';

describe('resumeValidator', () => {
  it.each([
    [{ etag: '"abc"' }, '"abc"'],
    [{ etag: '""' }, '""'],
    [{ etag: 'W/"abc"' }, undefined],
    [{ etag: 'abc' }, undefined],
    [{ etag: '"a"b"' }, undefined],
    [{ etag: '"a', 'last-modified': LONG_BEFORE, date: DATE }, LONG_BEFORE],
    [{ 'last-modified': LONG_BEFORE, date: DATE }, LONG_BEFORE],
    [{ 'last-modified': JUST_BEFORE, date: DATE }, undefined],
    [{ 'last-modified': LONG_BEFORE }, undefined],
    [{ 'last-modified': 'yesterday', date: DATE }, undefined],
    [{ etag: '"abc"', 'accept-ranges': 'none' }, undefined],
    [{ etag: '"abc"', 'accept-ranges': 'bytes' }, '"abc"'],
    [{ etag: '"abc"', 'content-encoding': 'gzip' }, undefined],
    [{ etag: '"abc"', 'content-encoding': 'identity' }, '"abc"'],
    [{ etag: '"abc"', 'content-encoding': 'zstd-of-tomorrow' }, undefined],
    [{}, undefined],
  ])('%o: %s', (headers, validator) => {
    expect(resumeValidator(headers)).toBe(validator);
  });
});

describe('rangeAnswer', () => {
  const good = { 'content-range': 'bytes 500-999/1000', etag: '"v1"', 'content-length': '500' };

  it.each([
    ['the rest', 206, good, 'rest'],
    ['without a length', 206, { ...good, 'content-length': undefined }, 'rest'],
    ['without a tag', 206, { 'content-range': 'bytes 500-999/1000' }, 'rest'],
    ['a piece of the rest', 206, { 'content-range': 'bytes 500-599/1000' }, 'rest'],
    ['another start', 206, { ...good, 'content-range': 'bytes 501-999/1000' }, 'useless'],
    ['an overlap', 206, { ...good, 'content-range': 'bytes 400-999/1000' }, 'useless'],
    ['the whole as a part', 206, { ...good, 'content-range': 'bytes 0-999/1000' }, 'useless'],
    ['another total', 206, { ...good, 'content-range': 'bytes 500-999/1001' }, 'useless'],
    ['an unknown total', 206, { ...good, 'content-range': 'bytes 500-999/*' }, 'useless'],
    ['a last byte beyond the total', 206, { 'content-range': 'bytes 500-1000/1000' }, 'useless'],
    ['a range backwards', 206, { 'content-range': 'bytes 500-499/1000' }, 'useless'],
    ['another unit', 206, { 'content-range': 'pages 500-999/1000' }, 'useless'],
    ['no range', 206, { etag: '"v1"' }, 'useless'],
    ['several parts', 206, { 'content-type': 'multipart/byteranges; boundary=x' }, 'useless'],
    ['another length', 206, { ...good, 'content-length': '1000' }, 'useless'],
    ['another tag', 206, { ...good, etag: '"v2"' }, 'useless'],
    ['the tag grown weak', 206, { ...good, etag: 'W/"v1"' }, 'useless'],
    ['a coded rest', 206, { ...good, 'content-encoding': 'gzip' }, 'useless'],
    ['the whole file', 200, {}, 'whole'],
    ['not modified', 304, {}, 'useless'],
    ['precondition failed', 412, {}, 'useless'],
    ['range not satisfiable', 416, { 'content-range': 'bytes */1000' }, 'useless'],
    ['not found', 404, {}, 'refused'],
    ['unavailable', 503, {}, 'refused'],
    ['a page of a proxy', 203, {}, 'refused'],
  ])('%s (%i) is %s', (_, status, headers, is) => {
    expect(rangeAnswer(status, headers, held).is).toBe(is);
  });

  it('compares dates where a date was the validator', () => {
    const byDate = { bytes: 500, validator: LONG_BEFORE };
    const headers = { 'content-range': 'bytes 500-999/1000', etag: '"v9"' };
    expect(rangeAnswer(206, headers, byDate)).toEqual({ is: 'rest', total: 1000 });
    const changed = { ...headers, 'last-modified': DATE };
    expect(rangeAnswer(206, changed, byDate).is).toBe('useless');
  });

  it('never takes bytes that do not begin where the part ends', () => {
    const header = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.nat(2000), fc.nat(2000), fc.nat(2000))
        .map(([first, last, total]) => `bytes ${first}-${last}/${total}`),
    );
    fc.assert(
      fc.property(header, fc.integer({ min: 100, max: 599 }), (value, status) => {
        const answer = rangeAnswer(status, { 'content-range': value }, held);
        if (answer.is !== 'rest') return;
        expect(status).toBe(206);
        expect(value.trim()).toMatch(/^bytes\s+500-\d+\/1000$/i);
        expect(answer.total).toBe(1000);
      }),
    );
  });

  it('reads every range that it writes down', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (first, more, rest) => {
        const range = { first, last: first + more, total: first + more + 1 + rest };
        const text = `bytes ${range.first}-${range.last}/${range.total}`;
        expect(parseContentRange(text)).toEqual(range);
        expect(parseContentRange(` ${text.toUpperCase()} `)).toEqual(range);
      }),
    );
  });
});

it('asks for the rest, and only of the same file', () => {
  expect(rangeHeaders(held)).toEqual({ range: 'bytes=500-', 'if-range': '"v1"' });
});
