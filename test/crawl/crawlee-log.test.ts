import { expect, test } from 'vitest';
import { crawleeLog } from '../../src/crawl/crawlee-log.ts';
import { openLog } from '../../src/log.ts';

function logged(
  write: (log: ReturnType<typeof crawleeLog>) => void,
  level: 'warn' | 'debug' = 'warn',
) {
  const lines: string[] = [];
  const { log } = openLog({ people: (line) => lines.push(line), level });
  write(crawleeLog(log));
  return lines;
}

test("Crawlee's log goes to pino, with its prefix and data", () => {
  const lines = logged((log) => {
    log.child({ prefix: 'SessionPool' }).warning('watch out', { n: 1 });
    log.exception(new Error('boom'), 'it broke');
    log.info('a detail');
  });
  expect(lines).toEqual([
    'warning: SessionPool: watch out (data: {"n":1})',
    'error: it broke (error: boom)',
  ]);
});

test('what pixhaul reports itself is for debugging only', () => {
  const write = (log: ReturnType<typeof crawleeLog>) =>
    log.warning('Reclaiming failed request back to the list or queue. x');
  expect(logged(write)).toEqual([]);
  expect(logged(write, 'debug')).toHaveLength(1);
});

test('neither what it says nor what was thrown shows a secret', () => {
  const lines = logged((log) => {
    const url = 'http://me:hunter2@example.org/?token=hunter2';
    log.warning(`cannot read ${url}`, { url });
    log.exception(new Error(`no answer from ${url}, cookie: hunter2`), 'it broke');
  });
  expect(lines).toHaveLength(2);
  expect(lines.join('\n')).not.toContain('hunter2');
});
