import { expect, test } from 'vitest';
import { parseOptions } from '../../src/config/index.ts';
import { optionsToCompare, rulesToReopen } from '../../src/crawl/reopen.ts';

const config = (options: object) => parseOptions(options);

test('only what changed is looked at again', () => {
  const before = config({ minWidth: 500, types: 'jpg,png' });
  expect(rulesToReopen(before, config({ minWidth: '500', types: 'png' }))).toEqual(['types']);
  expect(rulesToReopen(before, config({ types: ['jpeg', 'png'], filesizeMax: '1M' }))).toEqual([
    'filesize_max',
    'min_width',
  ]);
  expect(rulesToReopen(before, before)).toEqual([]);
});

test('what robots forbade is looked at again when they are ignored, not the other way round', () => {
  const [on, off] = [config({}), config({ robots: false })];
  expect(rulesToReopen(on, off)).toEqual(['robots', 'robots_tag', 'robots_meta']);
  expect(rulesToReopen(off, on)).toEqual([]);
});

test('decoration is looked at again when all is wanted, not the other way round', () => {
  const [without, all] = [config({}), config({ all: true })];
  expect(rulesToReopen(without, all)).toContain('icon');
  expect(rulesToReopen(all, without)).toEqual([]);
});

test('options that another version had are passed over', () => {
  const stored = { minWidth: 3, perHost: 4, ofTomorrow: true };
  expect(optionsToCompare(stored)).toEqual({ minWidth: 3 });
});
