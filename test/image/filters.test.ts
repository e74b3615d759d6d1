import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  refusedAtEnd,
  refusedByBytes,
  refusedByFormat,
  refusedByLength,
  refusedBySize,
} from '../../src/image/filters.ts';

describe('sizes of files', () => {
  it.each([
    [undefined, { filesizeMin: 10, filesizeMax: 20 }, undefined],
    [9, { filesizeMin: 10 }, 'filesize_min'],
    [10, { filesizeMin: 10 }, undefined],
    [20, { filesizeMax: 20 }, undefined],
    [21, { filesizeMax: 20 }, 'filesize_max'],
    [21, {}, undefined],
  ])('%s announced, %o: %s', (announced, filters, rule) => {
    expect(refusedByLength(announced, filters)).toBe(rule);
  });

  it('while they come, only too many tell', () => {
    expect(refusedByBytes(9, { filesizeMin: 10, filesizeMax: 20 })).toBeUndefined();
    expect(refusedByBytes(21, { filesizeMin: 10, filesizeMax: 20 })).toBe('filesize_max');
    expect(refusedAtEnd(9, { filesizeMin: 10 })).toBe('filesize_min');
    expect(refusedAtEnd(10, { filesizeMin: 10 })).toBeUndefined();
  });
});

describe('sides', () => {
  it.each([
    [{ width: 99, height: 500 }, { minWidth: 100 }, 'min_width'],
    [{ width: 100, height: 99 }, { minWidth: 100, minHeight: 100 }, 'min_height'],
    [{ width: 100, height: 100 }, { minWidth: 100, minHeight: 100 }, undefined],
    [{ width: 301, height: 100 }, { maxAspectRatio: 3 }, 'max_aspect_ratio'],
    [{ width: 100, height: 301 }, { maxAspectRatio: 3 }, 'max_aspect_ratio'],
    [{ width: 300, height: 100 }, { maxAspectRatio: 3 }, undefined],
    [{}, { minWidth: 100, minHeight: 100, maxAspectRatio: 1 }, undefined],
  ])('%o, %o: %s', (size, filters, rule) => {
    expect(refusedBySize(size, filters)).toBe(rule);
  });

  it('a picture on its side is judged as it stands upright by the ratio', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.integer({ min: 1 }), (width, height) => {
        const filters = { maxAspectRatio: 2 };
        expect(refusedBySize({ width, height }, filters)).toBe(
          refusedBySize({ width: height, height: width }, filters),
        );
      }),
    );
  });
});

it('types are those of the bytes', () => {
  const jpg = { mediaType: 'image/jpeg', ext: 'jpg' };
  expect(refusedByFormat(jpg, {})).toBeUndefined();
  expect(refusedByFormat(jpg, { types: ['jpg', 'png'] })).toBeUndefined();
  expect(refusedByFormat(jpg, { types: ['png'] })).toBe('types');
});
