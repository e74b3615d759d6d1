import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openFilesLimit, transfersThatFit } from '../../src/crawl/open-files.ts';

test.each([
  [undefined, Infinity],
  [0, 1],
  [42, 1],
  [64, 8],
  [256, 72],
  [1024, 328],
  [1_048_576, 349_512],
])('of %s open files', (files, transfers) => {
  expect(transfersThatFit(files)).toBe(transfers);
});

test.skipIf(process.platform === 'win32')('the limit is that of the process', () => {
  const said = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  expect(openFilesLimit()).toBe(said === 'unlimited' ? undefined : Number(said));
});
